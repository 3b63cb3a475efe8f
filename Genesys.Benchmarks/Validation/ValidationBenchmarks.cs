using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Benchmarks.Validation;

/// <summary>A verdict beside the bare reading of all tokens, on one core.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ValidationBenchmarks
{
    private readonly byte[] _flat = Payloads.Flat;
    private readonly byte[] _partner = Payloads.Partner;
    private readonly DeliveryValidator _validator = new(Options.Create(new ValidationOptions()));

    [GlobalSetup]
    public void CheckPayloads()
    {
        _ = (Verdict.Accepted)((BodyVerdict.One)_validator.Judge(Payloads.Flat)).Verdict;
        _ = (Verdict.Accepted)((BodyVerdict.One)_validator.Judge(Payloads.Partner)).Verdict;
        _ = (Verdict.Rejected)((BodyVerdict.One)_validator.Judge(Payloads.FlatInvalid)).Verdict;
        _ = (Verdict.Rejected)((BodyVerdict.One)_validator.Judge(Payloads.FlatMalformed)).Verdict;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("genesys.cloud/1")]
    public int FlatTokens() => ReadTokens(_flat);

    [Benchmark, BenchmarkCategory("genesys.cloud/1")]
    public object FlatVerdict() => _validator.Judge(_flat);

    [Benchmark, BenchmarkCategory("genesys.cloud/1")]
    public object FlatInvalidVerdict() => _validator.Judge(Payloads.FlatInvalid);

    [Benchmark, BenchmarkCategory("genesys.cloud/1")]
    public object FlatMalformedVerdict() => _validator.Judge(Payloads.FlatMalformed);

    [Benchmark, BenchmarkCategory("genesys.cloud/1")]
    public string FlatMask() => EventMask.Mask(_flat);

    [Benchmark(Baseline = true), BenchmarkCategory("aws.partner/genesys.com")]
    public int PartnerTokens() => ReadTokens(_partner);

    [Benchmark, BenchmarkCategory("aws.partner/genesys.com")]
    public object PartnerVerdict() => _validator.Judge(_partner);

    private static int ReadTokens(byte[] payload)
    {
        var reader = new Utf8JsonReader(payload);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }
}
