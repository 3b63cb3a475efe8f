using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;

namespace Genesys.Benchmarks.Otlp;

/// <summary>
/// Sends broken export requests by every way in, and counts what is answered: <c>malformed --dashboard FILE --requests 1000000 --senders 8</c>. Anything
/// but an answer that OTLP has for it ends with 1. The seed is fixed, so that a run can be repeated.
/// </summary>
internal static class MalformedLoad
{
    public const string Name = "malformed";

    private const double Mebibyte = 1024 * 1024;
    private static readonly string[] _signals = ["traces", "logs", "metrics"];
    private static readonly string[] _services = ["trace.v1.TraceService", "logs.v1.LogsService", "metrics.v1.MetricsService"];

    /// <summary>200 for what is still a request, 400 for what is none, 415 for an encoding that nobody knows; over gRPC 0 and 3 (INVALID_ARGUMENT).</summary>
    private static readonly HashSet<string> _expected = ["http 200", "http 400", "http 415", "grpc 0", "grpc 3"];

    public static async Task<int> RunAsync(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        if (settings["dashboard"] is not { } assembly)
        {
            await Console.Error.WriteLineAsync("--dashboard has to name Aspire.Dashboard.dll");
            return 2;
        }

        var (requests, senders) = (settings.GetValue("requests", 1_000_000), settings.GetValue("senders", 8));
        using var dashboard = await DashboardProcess.StartAsync(assembly, browser: null);
        var answers = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(1, senders).Select(seed => Task.Run(() => SendAsync(dashboard, seed, requests / senders, answers))));
        Console.WriteLine($"{requests} requests in {Stopwatch.GetElapsedTime(started).TotalSeconds:f0} s, memory at most {dashboard.PeakMemory / Mebibyte:f0} MiB");
        foreach (var (answer, count) in answers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {answer}: {count}");
        }

        return answers.Keys.All(_expected.Contains) && await IsHealthyAsync(dashboard) ? 0 : 1;
    }

    private static async Task SendAsync(DashboardProcess dashboard, int seed, int requests, ConcurrentDictionary<string, int> answers)
    {
        using var http = new HttpClient { BaseAddress = dashboard.Http };
        using var grpc = new HttpClient { BaseAddress = dashboard.Grpc };
        var random = new Random(seed);
        var good = new SpanBatch(seed).Next(2, TimeProvider.System.GetUtcNow());
        var json = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"a\",\"startTimeUnixNano\":\"1\",\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":\"5\"}}]}]}]}]}"u8.ToArray();
        for (var i = 0; i < requests; i++)
        {
            var kind = random.Next(3);
            using var message = kind == 0 ? Grpc(Mutated(good, random), random) : kind == 1 ? Http(Mutated(good, random), "application/x-protobuf", random) : Http(Mutated(json, random), "application/json", random);
            using var response = await (kind == 0 ? grpc : http).SendAsync(message);
            await response.Content.ReadAsByteArrayAsync();
            answers.AddOrUpdate(kind == 0 ? $"grpc {GrpcStatus(response)}" : $"http {(int)response.StatusCode}", 1, (_, count) => count + 1);
        }
    }

    private static HttpRequestMessage Http(byte[] body, string type, Random random)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, $"/v1/{_signals[random.Next(3)]}") { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (random.Next(16) == 0)
        {
            message.Content.Headers.ContentEncoding.Add(random.Next(2) == 0 ? "gzip" : "zstd");
        }

        return message;
    }

    private static HttpRequestMessage Grpc(byte[] body, Random random)
    {
        var frame = new byte[body.Length + 5];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), body.Length);
        body.CopyTo(frame, 5);
        var message = new HttpRequestMessage(HttpMethod.Post, $"/opentelemetry.proto.collector.{_services[random.Next(3)]}/Export")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return message;
    }

    private static string GrpcStatus(HttpResponseMessage response) =>
        response.TrailingHeaders.TryGetValues("grpc-status", out var trailer) ? trailer.First() : response.Headers.TryGetValues("grpc-status", out var header) ? header.First() : "none";

    private static byte[] Mutated(byte[] good, Random random)
    {
        var body = random.Next(3) == 0 ? good[..random.Next(good.Length)] : [.. good];
        for (var change = 1 + random.Next(4); change > 0 && body.Length > 0; change--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return body;
    }

    private static async Task<bool> IsHealthyAsync(DashboardProcess dashboard)
    {
        using var http = new HttpClient { BaseAddress = dashboard.Pages };
        using var response = await http.GetAsync("/health");
        return response.IsSuccessStatusCode;
    }
}
