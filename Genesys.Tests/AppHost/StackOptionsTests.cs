using Genesys.AppHost;
using Genesys.AppHost.CloudWatch;
using Genesys.AppHost.Journal;
using Microsoft.Extensions.Configuration;

namespace Genesys.Tests.AppHost;

public class StackOptionsTests
{
    [Fact]
    public void NothingSet_IsTheEmulatorAndOneReceiverOnAJournalOfItsOwn()
    {
        var options = Read();

        Assert.Equal(CloudWatchProvider.Emulator, options.CloudWatch.Provider);
        Assert.Equal(JournalProvider.Sqlite, options.Journal.Provider);
        Assert.Null(options.Journal.ConnectionString);
        Assert.Null(options.Genesys.Region);
        Assert.Equal(1, options.Replicas);
    }

    [Theory]
    [InlineData("emulator", "Emulator")]
    [InlineData("localstack", "LocalStack")]
    [InlineData("AWS", "Aws")]
    public void Provider_IsReadInAnyCase(string value, string provider) =>
        Assert.Equal(provider, Read(("CloudWatch:Provider", value)).CloudWatch.Provider.ToString());

    [Fact]
    public void LocalStack_IsTheLastTagThatNeedsNoToken_UnlessAnotherIsSet()
    {
        Assert.Equal("4.14.0", Read().CloudWatch.Tag);
        Assert.Equal("9", Read(("CloudWatch:LocalStack:Tag", "9")).CloudWatch.Tag);
    }

    [Fact]
    public void Aws_TakesRegionAndProfile()
    {
        var options = Read(("CloudWatch:Provider", "aws"), ("AWS:Region", "eu-west-1"), ("AWS:Profile", "dev"));

        Assert.Equal("eu-west-1", options.CloudWatch.Region?.SystemName);
        Assert.Equal("dev", options.CloudWatch.Profile);
    }

    [Theory]
    [InlineData("CloudWatch:Provider", "moto", "CloudWatch:Provider is one of Emulator, LocalStack, Aws.")]
    [InlineData("CloudWatch:Provider", "7", "CloudWatch:Provider is one of Emulator, LocalStack, Aws.")]
    [InlineData("Journal:Provider", "Oracle", "Journal:Provider is one of Sqlite, Postgres.")]
    [InlineData("replicas", "0", "--replicas is a number from 1 to 16.")]
    [InlineData("replicas", "many", "--replicas is a number from 1 to 16.")]
    [InlineData("Journal:Server", "Cloud", "Journal:Server is one of Container, Local.")]
    [InlineData(
        "CloudWatch:LocalStack:HealthPath", "health",
        "CloudWatch:LocalStack:HealthPath is a path and starts with a slash, as /_localstack/health does.")]
    [InlineData(
        "replicas", "2",
        "Several receivers share a PostgreSQL journal: add --Journal:Provider=Postgres, or leave --replicas away.")]
    public void WhatTheStackCannotBe_IsToldInASentence(string key, string value, string sentence) =>
        Assert.Equal([sentence], Problems((key, value)));

    [Theory]
    [InlineData("Journal:Provder", "Postgres", "Journal:Provider")]
    [InlineData("Jornal:Provider", "Postgres", "Journal:Provider")]
    [InlineData("journal:postgresbni", "/usr/bin", "Journal:PostgresBin")]
    [InlineData("CloudWatch:LocalStack:Tags", "9", "CloudWatch:LocalStack:Tag")]
    [InlineData("Genesys:Regions", "eu-west-1", "Genesys:Region")]
    [InlineData("ConnectionStrings:jounral", "Host=db", "ConnectionStrings:journal")]
    [InlineData("AWS:Regoin", "eu-west-1", "AWS:Region")]
    [InlineData("Parameters:genesys-client-di", "me", "Parameters:genesys-client-id")]
    [InlineData("replica", "2", "replicas")]
    public void AMisspeltChoice_IsToldTheNearest(string key, string value, string nearest) =>
        Assert.Equal(
            [$"{key} is no choice of the stack; the nearest one is {nearest}."], Problems((key, value)));

    [Theory]
    [InlineData("AWS:ProfilesLocation", "/home/me/.aws")]
    [InlineData("Parameters:postgres-password", "secret")]
    [InlineData("Logging:LogLevel:Default", "Debug")]
    [InlineData("urls", "http://127.0.0.1:0")]
    public void WhatIsSomethingElses_IsLeftAlone(string key, string value) => Read((key, value));

    /// <summary>The receiver has the AppHost's environment, and settings of its own in the same sections.</summary>
    [Fact]
    public void TheReceiversOwnSettingsInTheEnvironment_AreLeftAlone()
    {
        const string Prefix = "StackOptionsTests_";
        Environment.SetEnvironmentVariable(Prefix + "Journal__Republished", "Duplicate");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
        using var errors = new StringWriter();

        Assert.Equal("Duplicate", configuration["Journal:Republished"]);
        Assert.NotNull(StackOptions.Read(configuration, errors));
        Assert.Empty(errors.ToString());
    }

    [Fact]
    public void ARegionWithoutGenesysCloud_IsToldThoseThatHaveIt()
    {
        var problem = Assert.Single(Problems(("Genesys:Region", "eu-north-1")));

        Assert.StartsWith(
            "Genesys:Region is an AWS region that Genesys Cloud runs in: ap-northeast-1, ", problem,
            StringComparison.Ordinal);
        Assert.DoesNotContain("eu-north-1", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void NoRegion_IsTheMock(string? region) => Assert.Null(Read(("Genesys:Region", region!)).Genesys.Region);

    [Fact]
    public void APlaceWithoutInitdb_IsToldInASentence()
    {
        var problem = Assert.Single(
            Problems(
                ("Journal:Provider", "Postgres"), ("Journal:Server", "Local"),
                ("Journal:PostgresBin", Path.GetTempPath())));

        Assert.Equal(
            "Journal:PostgresBin has to be the folder of PostgreSQL's programs initdb and postgres; they are not there.", problem);
    }

    [Fact]
    public void AConnectionStringOfOnesOwn_NeedsNoServer() => Assert.Null(Read(
        ("Journal:Provider", "Postgres"), ("Journal:Server", "Local"), ("ConnectionStrings:journal", "Host=db"),
        ("Journal:PostgresBin", "/nowhere"))
        .Journal.LocalServer);

    [Fact]
    public void Problems_AreToldAllAtOnce() =>
        Assert.Equal(2, Problems(("CloudWatch:Provider", "moto"), ("replicas", "99")).Count);

    private static StackOptions Read(params (string Key, string Value)[] settings)
    {
        using var errors = new StringWriter();
        var options = StackOptions.Read(Configuration(settings), errors);
        Assert.Empty(errors.ToString());
        return options!;
    }

    private static List<string> Problems(params (string Key, string Value)[] settings)
    {
        using var errors = new StringWriter { NewLine = "\n" };
        Assert.Null(StackOptions.Read(Configuration(settings), errors));
        return [.. errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static IConfigurationRoot Configuration((string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
}
