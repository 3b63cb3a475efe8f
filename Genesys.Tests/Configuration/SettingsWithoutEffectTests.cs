using Genesys.Receiver;
using Genesys.Receiver.Commands;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Destinations;

namespace Genesys.Tests.Configuration;

/// <summary>A setting that another one leaves without effect is told as a misspelt one is.</summary>
public class SettingsWithoutEffectTests
{
    [Theory]
    [InlineData("Destinations:a:QueueUrl", "Destinations:a:Type=Webhook", "read only with Destinations:a:Type Sqs")]
    [InlineData("Destinations:a:Path", "Destinations:a:Type=Sqs", "read only with Destinations:a:Type File")]
    [InlineData("Destinations:a:MaxFiles", "Destinations:a:Type=webhook", "read only with Destinations:a:Type File")]
    [InlineData("Destinations:a:Url", "Destinations:a:Type=Sqs", "read only with Destinations:a:Type Webhook")]
    [InlineData("Destinations:a:Url", "Destinations:a:Type=Mine", "read only with Destinations:a:Type Webhook")]
    [InlineData("Destinations:a:Secrets:0", "Destinations:a:Type=File", "read only with Destinations:a:Type Webhook")]
    [InlineData("Destinations:a:Headers:A", "Destinations:a:Type=File", "read only with Destinations:a:Type Webhook")]
    [InlineData("Destinations:a:CaFile", "Destinations:a:Type=Sqs", "read only with Destinations:a:Type Webhook")]
    [InlineData("Destinations:a:Settings:A", "Destinations:a:Type=file", "not read with Destinations:a:Type File")]
    [InlineData("Intake:Auth:ApiKeys:0", "Intake:Auth:Mode=Basic", "read only with Intake:Auth:Mode ApiKey")]
    [InlineData("Intake:Auth:ApiKeys:0", "", "read only with Intake:Auth:Mode ApiKey")]
    [InlineData("Intake:Auth:HeaderName", "Intake:Auth:Mode=Jwt", "read only with Intake:Auth:Mode ApiKey")]
    [InlineData("Intake:Auth:Users:0:Name", "Intake:Auth:Mode=ApiKey", "read only with Intake:Auth:Mode Basic")]
    [InlineData("Intake:Auth:Jwt:Audiences:0", "Intake:Auth:Mode=None", "read only with Intake:Auth:Mode Jwt")]
    [InlineData("Intake:Auth:RejectStatus", "Intake:Auth:Mode=None", "not read with Intake:Auth:Mode None")]
    [InlineData("Processing:InlineDeadline", "", "read only with Processing:Mode Inline")]
    [InlineData("Genesys:MinFetchInterval", "Processing:Coalesce=False", "not read with Processing:Coalesce false")]
    [InlineData("Genesys:SinkFiles", "", "read only when Genesys:SinkFile is set")]
    [InlineData("CloudWatch:Instance", "", "read only with Journal:Provider Postgres")]
    [InlineData("CloudWatch:Instance", "Journal:Provider=Sqlite", "read only with Journal:Provider Postgres")]
    [InlineData("Reconciliation:Interval", "", "read only when Reconciliation:Enabled is set")]
    [InlineData("Admin:OpenIdConnect:RoleClaim", "", "read only when Admin:OpenIdConnect:Authority is set")]
    public void SettingOfAnotherChoice_IsTold(string key, string choice, string reason)
    {
        var sentence = Assert.Single(Find(key, choice));

        Assert.Equal(
            $"{key} has no effect{OptionKey.OtherSpelling(key)}: it is {reason}.", sentence);
    }

    [Theory]
    [InlineData("Destinations:a:QueueUrl", "Destinations:a:Type=sqs")]
    [InlineData("Destinations:a:Settings:A", "Destinations:a:Type=Mine")]
    [InlineData("Destinations:a:Timeout", "Destinations:a:Type=File")]
    [InlineData("Intake:Auth:ApiKeys:0", "Intake:Auth:Mode=ApiKey")]
    [InlineData("Intake:Auth:AllowedSources:0", "Intake:Auth:Mode=None")]
    [InlineData("Intake:Auth:Jwt:Issuer", "Intake:Auth:Mode=Jwt")]
    [InlineData("Processing:InlineDeadline", "Processing:Mode=inline")]
    [InlineData("Processing:Coalesce", "Processing:Mode=Inline")] // Read of what a job replays.
    [InlineData("Genesys:MinFetchInterval", "Processing:Coalesce=true")]
    [InlineData("CloudWatch:Instance", "Journal:Provider=Postgres")]
    [InlineData("Reconciliation:Interval", "Reconciliation:Enabled=false")] // Switched off on purpose.
    [InlineData("Admin:OpenIdConnect:RoleClaim", "Admin:OpenIdConnect:Authority=https://idp.invalid")]
    public void SettingOfTheChoice_IsNotTold(string key, string choice) => Assert.Empty(Find(key, choice));

    [Fact]
    public void WhatASettingDependsOn_IsASettingWithSuchAValue()
    {
        var types = Ask<IEnumerable<DestinationType>, string[]>([], all => [.. all.Select(type => type.Name)]);

        Assert.All(Keys().SelectMany(key => key.Conditions), condition =>
        {
            var other = Assert.Single(Keys(), key => key.Path == condition.Path);
            Assert.Null(other.Alias);
            var names = other.ValueType.IsEnum ? Enum.GetNames(other.ValueType)
                : other.ValueType == typeof(bool) ? ["true", "false"]
                : types;
            Assert.Subset(names.ToHashSet(StringComparer.Ordinal), condition.Values.ToHashSet(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void DestinationsSettingThatIsSaidToBeOfAType_DependsOnIt()
    {
        var comments = new DocumentationComments(typeof(OptionsSection).Assembly);
        var types = Ask<IEnumerable<DestinationType>, string[]>([], all => [.. all.Select(type => type.Name)]);
        var ofAType = Keys().Where(key => key.Path.StartsWith("Destinations:", StringComparison.Ordinal))
            .Select(key => (key, Type: comments.Of(key.Property).Split(':')[0]))
            .Where(one => types.Contains(one.Type, StringComparer.Ordinal)).ToList();

        Assert.Equal(types, ofAType.Select(one => one.Type).Distinct(StringComparer.Ordinal));
        Assert.All(ofAType, one => Assert.Equal([one.Type], Assert.Single(one.key.Conditions).Values));
    }

    [Fact]
    public void ValueOfTheSetting_IsNotQuoted() =>
        Assert.All(
            Find("Destinations:a:Secrets:0", "Destinations:a:Type=File"),
            sentence => Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal));

    private static IReadOnlyList<string> Find(string key, string choice) =>
        Ask<UnknownKeys, IReadOnlyList<string>>(
            choice.Length > 0 ? [$"--{key}=hunter2", $"--{choice}"] : [$"--{key}=hunter2"], keys => keys.Find());

    private static List<OptionKey> Keys() => Ask<IEnumerable<OptionsSection>, List<OptionKey>>(
        [], sections => [.. sections.SelectMany(section => OptionKeys.Of(section.Path, section.Type))]);

    private static TResult Ask<TService, TResult>(string[] settings, Func<TService, TResult> use)
        where TService : notnull =>
        new ReceiverHost(builder => builder.AddReceiver(), app => app.UseReceiver()).Ask(settings, use);
}
