using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Intake;

/// <summary>
/// Settings with which every event would be refused, or lost: the start refuses them, and says what to set.
/// </summary>
public sealed class IntakeOptionsTests
{
    private const string ApiKey = "Intake:Auth:Mode=ApiKey;Intake:Auth:ApiKeys:0=a-senders-long-key;";

    private const string Jwt =
        "Intake:Auth:Mode=Jwt;Intake:Auth:Jwt:Authority=https://issuer.test;Intake:Auth:Jwt:Issuer=https://issuer.test;Intake:Auth:Jwt:Audiences:0=receiver;";

    [Theory]
    [InlineData(ApiKey)]
    [InlineData(Jwt)]
    [InlineData(ApiKey + "Intake:Auth:RejectStatus=403")]
    [InlineData(
        ApiKey
            + "Intake:Auth:AllowedSources:0=genesys.cloud;Intake:Auth:AllowedSources:1=aws.partner/genesys.com/cloud/org/bus")]
    [InlineData(ApiKey + "Intake:Auth:AllowedAccounts:0=123456789012")]
    [InlineData(Jwt + "Intake:Auth:Jwt:ClockSkew=00:00:00")]
    public void SoundSettings_AreTaken(string settings) => Assert.Empty(Failures(settings));

    [Theory]
    [InlineData(Jwt + "Intake:Auth:RejectStatus=403", "Intake:Auth:RejectStatus must be 401 with Intake:Auth:Mode Jwt")]
    [InlineData(Jwt + "Intake:Auth:Jwt:ClockSkew=-00:00:01", "Intake:Auth:Jwt:ClockSkew must be ")]
    [InlineData(Jwt + "Intake:Auth:Jwt:ClockSkew=60", "Intake:Auth:Jwt:ClockSkew must be ")]
    [InlineData(
        Jwt + "Intake:Auth:Jwt:Authority=https://user:secretive@issuer.test",
        "Intake:Auth:Jwt:Authority can't hold credentials")]
    [InlineData(
        Jwt + "Intake:Auth:Jwt:Authority=https://issuer.test?tenant=secretive",
        "Intake:Auth:Jwt:Authority can't hold a query")]
    [InlineData(Jwt + "Intake:Auth:Jwt:Algorithms:0=HS256", "Intake:Auth:Jwt:Algorithms")]
    [InlineData(
        Jwt + "Intake:Auth:Jwt:JwksUri=https://issuer.test/jwks",
        "set either Intake__Auth__Jwt__Authority or Intake__Auth__Jwt__JwksUri")]
    [InlineData(
        ApiKey + "Intake:Auth:ApiKeys:1= secretive", "Intake:Auth:ApiKeys:1 must not begin or end with a space")]
    [InlineData(
        ApiKey + "Intake:Auth:ApiKeys:1=secretive\n", "Intake:Auth:ApiKeys:1 must not begin or end with a space")]
    [InlineData(ApiKey + "Intake:Auth:ApiKeys:1=sha256:secretive", "64 hexadecimal digits don't follow")]
    [InlineData(
        ApiKey + "Intake:Auth:HeaderName=X Api Key", "Intake:Auth:HeaderName must be the name of an HTTP header")]
    [InlineData(ApiKey + "Intake:Auth:RejectStatus=400", "Intake:Auth:RejectStatus must be 401 or 403")]
    [InlineData(
        ApiKey + "Intake:Auth:AllowedSources:0=secretive",
        "Intake:Auth:AllowedSources:0 is the source of no event that is taken")]
    [InlineData(
        ApiKey + "Intake:Auth:AllowedSources:0=genesys.cloud ",
        "Intake:Auth:AllowedSources:0 must not begin or end with white space")]
    [InlineData(
        ApiKey + "Intake:Auth:AllowedAccounts:0= 123456789012",
        "Intake:Auth:AllowedAccounts:0 must not begin or end with white space")]
    [InlineData(ApiKey + "Intake:BodyTimeout=30", "Intake:BodyTimeout must be ")]
    [InlineData(ApiKey + "Intake:BodyTimeout=00:00:00", "Intake:BodyTimeout must be ")]
    [InlineData(ApiKey + "Intake:RetryAfter=-00:00:01", "Intake:RetryAfter must be ")]
    [InlineData(ApiKey + "Intake:RateLimit=0", "Intake:RateLimit must be between 1 and 1000000")]
    public void SettingsThatWouldRefuseEveryEvent_AreRefused_AndNotQuoted(string settings, string expected)
    {
        var failures = Failures(settings);

        Assert.Contains(failures, failure => failure.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain("secretive", string.Join('\n', failures), StringComparison.Ordinal);
    }

    public static TheoryData<string> Keys =>
        new(OptionKeys.Of(IntakeOptions.Section, typeof(IntakeOptions)).Select(key => key.Path));

    [Theory]
    [MemberData(nameof(Keys))]
    public void SettingThatHoldsNothing_IsRefusedByItsName(string path)
    {
        var key = path.Replace("*", "0", StringComparison.Ordinal);
        foreach (var nothing in (string[])["", " ", "\t\n"])
        {
            Assert.Contains(
                Failures($"{key}={nothing}"), failure => failure.StartsWith($"{key} ", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Failures(string settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        foreach (var setting in settings.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = setting.Split('=', 2);
            builder.Configuration[pair[0]] = pair[1];
        }

        builder.AddValidatedOptions<IntakeOptions, IntakeOptionsValidator>(IntakeOptions.Section);
        using var host = builder.Build();
        try
        {
            _ = host.Services.GetRequiredService<IOptions<IntakeOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures;
        }
    }
}
