using System.Text;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Destinations;

public class DestinationsOptionsTests
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public void EverySetting_IsReadByItsName()
    {
        var options = Read(
            ("crm:Type", "Webhook"), ("crm:Url", "https://crm.example/events?tenant=1"), ("crm:Secrets:0", Secret),
            ("crm:Topics:0", "v2.*"), ("crm:Payload", "Event"), ("crm:Format", "Raw"), ("crm:Ordering", "Conversation"),
            ("crm:RatePerSecond", "0.5"), ("crm:Concurrency", "4"), ("crm:Headers:X-Key", "k"),
            ("crm:MaxAge", "01:00:00"),
            ("queue:Type", "sqs"),
            ("queue:QueueUrl", "https://sqs.eu-central-1.amazonaws.com/123456789012/events.fifo"),
            ("lake-1:Type", "File"), ("lake-1:Path", "events.ndjson"));

        Assert.Equal(["crm", "lake-1", "queue"], options.Keys.Order());
        var crm = options["crm"];
        Assert.Equal(("v2.*", 0.5, 4, "k"), (crm.Topics[0], crm.RatePerSecond, crm.Concurrency, crm.Headers["x-key"]));
        Assert.Equal(DestinationPayload.Event, crm.GivenPayload);
        Assert.Equal(DestinationPayload.Both, options["queue"].GivenPayload);
        Assert.Equal(TimeSpan.FromHours(1), crm.MaxAge);
    }

    [Theory]
    [InlineData("Destinations:crm:Type", "crm:Url", "https://crm.example")]
    [InlineData("Destinations:crm:Type", "crm:Type", "Pigeon")]
    [InlineData("Destinations:crm:Url", "crm:Type", "Webhook")]
    [InlineData("Destinations:crm:Url", "crm:Type", "Webhook", "crm:Url", "ftp://crm.example")]
    [InlineData("Destinations:crm:Url", "crm:Type", "Webhook", "crm:Url", "https://user:pw@crm.example")]
    [InlineData(
        "Destinations:crm:Secrets:0", "crm:Type", "Webhook", "crm:Url", "https://c", "crm:Secrets:0", "hunter2")]
    [InlineData("Destinations:crm:Headers", "crm:Type", "Webhook", "crm:Url", "https://c", "crm:Headers:Host", "x")]
    [InlineData(
        "Destinations:crm:Headers", "crm:Type", "Webhook", "crm:Url", "https://c",
        "crm:Headers:X-Key", "k\r\nX-Two: 2")]
    [InlineData(
        "Destinations:crm:Headers", "crm:Type", "Webhook", "crm:Url", "https://c", "crm:Headers:X-Key", "Grüße")]
    [InlineData("Destinations:crm:CaFile", "crm:Type", "Webhook", "crm:Url", "https://c", "crm:CaFile", "/nowhere.pem")]
    [InlineData("Destinations:crm:QueueUrl", "crm:Type", "Sqs")]
    [InlineData("Destinations:crm:QueueUrl", "crm:Type", "Sqs", "crm:QueueUrl", "events")]
    [InlineData("Destinations:crm:Path", "crm:Type", "File")]
    [InlineData("Destinations:crm:Path", "crm:Type", "File", "crm:Path", "/tmp")]
    [InlineData(
        "Destinations:crm:Payload", "crm:Type", "File", "crm:Path", "x", "crm:Format", "Raw", "crm:Payload", "Both")]
    [InlineData("Destinations:crm:BaseDelay", "crm:Type", "File", "crm:Path", "x", "crm:MaxDelay", "00:00:00.5")]
    [InlineData("Destinations:crm:Concurrency", "crm:Type", "File", "crm:Path", "x", "crm:Concurrency", "0")]
    [InlineData("Destinations:crm:Timeout", "crm:Type", "File", "crm:Path", "x", "crm:Timeout", "soon")]
    [InlineData("Destinations:crm:Topics:0", "crm:Type", "File", "crm:Path", "x", "crm:Topics:0", "")]
    [InlineData("Destinations:crm:Topics:0", "crm:Type", "File", "crm:Path", "x", "crm:Topics:0", "v2.* ")]
    [InlineData("Destinations:crm:Topics:0", "crm:Type", "File", "crm:Path", "x", "crm:Topics:0", "v2.\n*")]
    [InlineData(
        "genesys.receiver.dead_letter, ", "crm:Type", "File", "crm:Path", "x",
        "crm:Topics:0", "genesys.receiver.dead_leter")]
    [InlineData(
        "Destinations:crm:Topics:1", "crm:Type", "File", "crm:Path", "x", "crm:Topics:0", "genesys.receiver.*",
        "crm:Topics:1", "Genesys.Receiver.Drift")]
    [InlineData(
        "Destinations:crm:Topics:0", "crm:Type", "File", "crm:Path", "x", "crm:Topics:0", "genesys.receiver.*.open")]
    [InlineData("Destinations:crm:Topics:0", "crm:Type", "File", "crm:Path", "x", "crm:Topics:0", "genesys.receiver*")]
    [InlineData("Destinations:crm:Topics:0", "crm:Type", "File", "crm:Path", "x", "crm:Topics:0", "genesys.receiver")]
    [InlineData("Destinations:crm:Path", "crm:Type", "File", "crm:Path", "/tmp/x\0y")]
    [InlineData(
        "Destinations:crm:Headers", "crm:Type", "Webhook", "crm:Url", "https://c",
        "crm:Headers:Content-Encoding", "gzip")]
    [InlineData("Destinations:crm:Url", "crm:Type", "Webhook", "crm:Url", "https://crm.example:0/events")]
    [InlineData("a destination's name", "the CRM:Type", "File", "the CRM:Path", "x")]
    [InlineData("a destination's name", "crm_1:Type", "File", "crm_1:Path", "x")]
    public void SettingThatNothingWorksWith_IsRefusedByItsKey(string key, params string[] settings)
    {
        var pairs = settings.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray();

        var failures = Assert.Throws<OptionsValidationException>(() => Read(pairs)).Failures;

        var failure = Assert.Single(failures);
        Assert.Contains(key, failure, StringComparison.Ordinal);
        Assert.All(
            settings.Where(text => text is "hunter2" or "Pigeon" or "https://user:pw@crm.example"),
            secret => Assert.DoesNotContain(secret, failure, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("genesys.receiver.*")]
    [InlineData("genesys.receiver.dead_letter")]
    [InlineData("genesys.receiver.dead_*")]
    [InlineData("genesys.receiver.*_missing")]
    [InlineData("genesys.reconciliation")]
    [InlineData("genesys.*")]
    [InlineData("*")]
    public void TopicThatAnEventCanHave_IsTaken(string topic) =>
        Assert.Equal([topic], Read(("crm:Type", "File"), ("crm:Path", "x"), ("crm:Topics:0", topic))["crm"].Topics);

    [Theory]
    [InlineData("""{"crm":{"Type":"File","Path":"x","Topics":[null]}}""")]
    [InlineData("""{"crm":{"Type":"Webhook","Url":"https://c","Secrets":[null]}}""")]
    [InlineData("""{"crm":{"Type":"Webhook","Url":"https://c","Headers":{"X-Key":null}}}""")]
    [InlineData("""{"crm":{"Type":null}}""")]
    [InlineData("""{"crm":null}""")]
    [InlineData("""{"crm":"Webhook"}""")]
    [InlineData("""{"crm":{"Type":"Webhook","Url":"https://c","Topics":null,"Secrets":null,"Headers":null}}""")]
    public void NullInASettingsPlace_IsRefusedInWords_OrAsIfItWereNotThere(string json)
    {
        using var document = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Destinations":{{json}}}"""));

        var failure = Record.Exception(() => Build(configuration => configuration.AddJsonStream(document)));

        Assert.True(failure is null or OptionsValidationException, failure?.ToString());
    }

    [Fact]
    public void TwoDestinationsOfOneFile_AreRefused()
    {
        var failures = Assert.Throws<OptionsValidationException>(() => Read(
            ("a:Type", "File"), ("a:Path", "x.ndjson"), ("b:Type", "File"), ("b:Path", "./x.ndjson"))).Failures;

        Assert.Contains(
            "Destinations:a:Path and Destinations:b:Path", Assert.Single(failures), StringComparison.Ordinal);
    }

    [Fact]
    public void SinkFile_IsAFileDestination()
    {
        var options = ReadAll(("Genesys:SinkFile", "/data/conversations.ndjson"));

        var (name, sink) = Assert.Single(options);
        Assert.Equal("sink-file", name);
        Assert.Equal(
            ("File", "/data/conversations.ndjson", DestinationPayload.Conversation),
            (sink.Type, sink.Path, sink.Payload));
        Assert.Equal((268_435_456L, 8), (sink.MaxFileBytes, sink.MaxFiles));
    }

    [Fact]
    public void SecretsHeadersAndOwnSettings_AreMasked() => Assert.Equal(
        ["Destinations:{name}:Headers:{name}", "Destinations:{name}:Secrets:*", "Destinations:{name}:Settings:{name}"],
        OptionKeys.Of(DestinationsOptions.Section, typeof(DestinationsOptions))
            .Where(key => key.IsSecret).Select(key => key.Path).Order(StringComparer.Ordinal));

    private static DestinationsOptions Read(params (string Key, string Value)[] settings) =>
        ReadAll([.. settings.Select(pair => ($"Destinations:{pair.Key}", pair.Value))]);

    private static DestinationsOptions ReadAll(params (string Key, string Value)[] settings) =>
        Build(configuration => configuration.AddInMemoryCollection(
            settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)));

    private static DestinationsOptions Build(Action<IConfigurationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Configuration);
        builder.AddValidatedOptions<GenesysOptions>(GenesysOptions.Section);
        builder.AddDestinations();
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<DestinationsOptions>>().Value;
    }
}
