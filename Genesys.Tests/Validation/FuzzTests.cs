using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>Hostile input: nothing throws, nothing is quoted, and what is accepted is JSON.</summary>
public class FuzzTests
{
    /// <summary>Mutations of a kind in one run; GENESYS_FUZZ_RUNS asks for more.</summary>
    private static readonly int Runs = Setting("GENESYS_FUZZ_RUNS", 20_000);

    /// <summary>Which mutations; GENESYS_FUZZ_SEED asks for others.</summary>
    private static readonly int Seed = Setting("GENESYS_FUZZ_SEED", 0);

    private const string Marker = PayloadMutator.Marker;

    private static readonly byte[][] Seeds =
    [
        .. OraclePayload.All.Where(payload => payload.Body.Length < 2_000).Select(payload => payload.Body),
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Validation", "Data", "partner"))
        .Select(File.ReadAllBytes),
    ];

    private static readonly JsonObject[] ValidEvents =
        [
            .. Seeds.Where(seed => Validators.Judge(seed) is BodyVerdict.One { Verdict: Verdict.Accepted })
            .Select(seed => PayloadMutator.Parse(seed))];

    [Fact]
    public void PayloadsWithChangedBytes_AreJudgedWithoutException_AndWithoutQuoting()
    {
        var mutator = new PayloadMutator(20_241_101 + Seed);
        for (var run = 0; run < Runs; run++)
        {
            AssertSound(mutator.Bytes(mutator.Pick(Seeds)));
        }
    }

    [Fact]
    public void EventsWithChangedMembers_AreJudgedWithoutException_AndWithoutQuoting()
    {
        var mutator = new PayloadMutator(90_241_102 + Seed);
        for (var run = 0; run < Runs; run++)
        {
            AssertSound(Encoding.UTF8.GetBytes(mutator.Structure(mutator.Pick(ValidEvents))), isJson: true);
        }
    }

    [Fact]
    public void BytesAtRandom_AreMalformedOrRejected()
    {
        var mutator = new PayloadMutator(5 + Seed);
        for (var run = 0; run < Runs / 4; run++)
        {
            AssertSound(mutator.Noise());
        }
    }

    [Fact]
    public void EveryCutOfAPayload_IsMalformed()
    {
        foreach (var seed in Seeds.Where(
            seed => Validators.Judge(seed) is BodyVerdict.One { Verdict: Verdict.Accepted }))
        {
            var end = seed.AsSpan().LastIndexOf((byte)'}');
            for (var length = 0; length <= end; length += 3)
            {
                var rejected = Assert.IsType<Verdict.Rejected>(Validators.JudgeOne(seed[..length]));
                Assert.True(rejected.IsMalformed);
                Assert.InRange(rejected.Findings[0].ByteOffset!.Value, 0, length);
            }
        }
    }

    [Fact]
    public void AnyJson_IsJson_AndAnyMarkerStaysInside() =>
        Json.Sample(
            json => AssertSound(Encoding.UTF8.GetBytes(json), isJson: true),
            iter: Runs / 10,
            threads: 1);

    [Fact]
    public void PropertiesOfAnyShape_AreTakenAsFreeProperties() =>
        Json.Sample(
            json =>
                Validators.Accepted(
                    Events.Flat.Replace("{\"mediaType\":\"voice\"}", $"{{\"x\":{json}}}", StringComparison.Ordinal)),
            iter: Runs / 10,
            threads: 1);

    [Fact]
    public void ManyNames_AreComparedInReasonableTime()
    {
        var names = string.Join(',', Enumerable.Range(0, 100_000).Select(index => $"\"n{index}\":0"));

        Validators.Accepted(Events.Flat[..^1] + "," + names + "}");
        var rejected = Validators.Rejected(Events.Flat[..^1] + "," + names + ",\"\\u006e5\":1}");
        Assert.Equal(FindingCodes.DuplicateMember, Assert.Single(rejected.Findings).Code);
    }

    private static Gen<string> Scalar { get; } = Gen.OneOf(
        Gen.Const("null"),
        Gen.Bool.Select(value => value ? "true" : "false"),
        Gen.Long.Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Double.Where(double.IsFinite).Select(value => JsonSerializer.Serialize(value)),
        Gen.String.Select(text => JsonSerializer.Serialize(Marker + text)));

    private static Gen<string> Json { get; } = Gen.Recursive<string>(
        (depth, inner) => depth >= 5 ? Scalar! : Gen.Frequency(
        (3, Scalar!),
        (1, inner.Array[0, 4].Select(items => $"[{string.Join(',', items)}]")),
        (1,
            inner.Array[0, 4].Select(
                items => $"{{{string.Join(',', items.Select((item, index) => $"\"{Marker}{index}\":{item}"))}}}"))));

    private static int Setting(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value)
            ? value : usual;

    private static void AssertSound(byte[] body, bool isJson = false)
    {
        var verdict = Validators.Judge(body);
        Verdict[] verdicts = verdict switch
        {
            BodyVerdict.One one => [one.Verdict],
            BodyVerdict.Many many => [.. many.Verdicts],
            _ => [],
        };
        foreach (var rejected in verdicts.OfType<Verdict.Rejected>())
        {
            Assert.InRange(rejected.Findings.Count, 1, 50);
            Assert.False(isJson && rejected.IsMalformed, "It is JSON.");
            foreach (var finding in rejected.Findings)
            {
                Assert.DoesNotContain(Marker, finding.Path + finding.Message, StringComparison.Ordinal);
            }
        }

        if (verdicts.Any(one => one is Verdict.Accepted))
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 300 });
            while (reader.Read())
            {
            }
        }

        Assert.DoesNotContain(Marker, EventMask.Mask(body), StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, Report(verdict), StringComparison.Ordinal);
    }

    private static string Report(BodyVerdict verdict)
    {
        using var report = new MemoryStream();
        using (var writer = new Utf8JsonWriter(report))
        {
            VerdictReport.Write(writer, verdict, requestId: null);
        }

        return Encoding.UTF8.GetString(report.GetBuffer(), 0, (int)report.Length);
    }
}
