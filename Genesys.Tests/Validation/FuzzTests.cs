using System.Text;
using System.Text.Json;
using CsCheck;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>Hostile input: nothing throws, nothing is quoted, and what is accepted is JSON.</summary>
public class FuzzTests
{
    /// <summary>Mutations in one run; GENESYS_FUZZ_RUNS asks for more.</summary>
    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("GENESYS_FUZZ_RUNS"), out var runs) ? runs : 20_000;

    private const string Marker = "Zq9Marker";

    private static readonly byte[][] Fragments =
    [
        .. "{ } [ ] , : \" \\ \\u \\ud83d \\ude00 \\u0000 null true NaN -Infinity - 0 1e5 1.5 // \"id\" \"data\" \"detail-type\" \"eventBody\""
            .Split(' ').Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0], [0x1F], [0x7F], [0xC2, 0x85], [0xF0, 0x9F, 0x98, 0x80], [(byte)' '], [(byte)'\n'],
    ];

    private static readonly byte[][] Seeds =
    [
        .. OraclePayload.All.Where(payload => payload.Body.Length < 2_000).Select(payload => payload.Body),
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Validation", "Data", "partner")).Select(File.ReadAllBytes),
    ];

    [Fact]
    public void MutatedPayloads_AreJudgedWithoutException_AndWithoutQuoting()
    {
        var random = new Random(20_241_101);
        for (var run = 0; run < Runs; run++)
        {
            var body = Mutate(Seeds[random.Next(Seeds.Length)], random);
            AssertSound(body);
        }
    }

    [Fact]
    public void BytesAtRandom_AreMalformedOrRejected()
    {
        var random = new Random(5);
        for (var run = 0; run < Runs / 4; run++)
        {
            var body = new byte[random.Next(80)];
            random.NextBytes(body);
            AssertSound(body);
        }
    }

    [Fact]
    public void EveryCutOfAPayload_IsMalformed()
    {
        foreach (var seed in Seeds.Where(seed => Validators.Judge(seed) is BodyVerdict.One { Verdict: Verdict.Accepted }))
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
            json => Validators.Accepted(Events.Flat.Replace("{\"mediaType\":\"voice\"}", $"{{\"x\":{json}}}", StringComparison.Ordinal)),
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

    private static Gen<string> Json { get; } = Gen.Recursive<string>((depth, inner) => depth >= 5 ? Scalar! : Gen.Frequency(
        (3, Scalar!),
        (1, inner.Array[0, 4].Select(items => $"[{string.Join(',', items)}]")),
        (1, inner.Array[0, 4].Select(items => $"{{{string.Join(',', items.Select((item, index) => $"\"{Marker}{index}\":{item}"))}}}"))));

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

        Assert.DoesNotContain(Marker, PayloadMask.Mask(body), StringComparison.Ordinal);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(6))
            {
                case 0:
                    bytes.InsertRange(at, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Marker));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    var from = random.Next(bytes.Count + 1);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(1, 40), bytes.Count - from)));
                    break;
            }
        }

        return [.. bytes];
    }
}
