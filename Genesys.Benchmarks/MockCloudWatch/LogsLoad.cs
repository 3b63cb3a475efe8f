using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Genesys.Benchmarks.MockCloudWatch;

/// <summary>
/// Calls to a CloudWatch Logs endpoint by eight callers, each with a connection of its own: <c>cloudwatch-logs --url
/// URL --seconds 5 --callers 8</c> prints PutLogEvents/s with 1 and with 100 events a call; with <c>--events
/// 1000000</c> it puts as many, then times FilterLogEvents over them. The requests have an authorization of the right
/// form, and nothing checks it.
/// </summary>
internal static class LogsLoad
{
    private const string Group = "load";
    private const int MessagePadding = 100;

    // Quotation marks as \", like the SDKs of AWS; the serializer's own way takes six bytes for each.
    private static readonly JsonSerializerOptions AsTheSdks = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    public static readonly Arguments Known = new(
        "cloudwatch-logs",
        ("url", ArgumentKind.Text), ("seconds", ArgumentKind.Number), ("callers", ArgumentKind.Number),
        ("events", ArgumentKind.Number));

    public static async Task<int> RunAsync(string[] args)
    {
        if (Known.Read(args, Console.Error) is not { } settings)
        {
            return 2;
        }

        var url = new Uri(settings["url"] ?? "http://127.0.0.1:4566");
        var callers = settings.GetValue("callers", 8);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = callers };
        using var http = new HttpClient(handler) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        await CreateAsync(http, callers);
        if (settings.GetValue("events", 0) is > 0 and var events)
        {
            await FillAsync(http, events, callers);
            await FilterAsync(http);
            return 0;
        }

        var seconds = settings.GetValue("seconds", 5);
        foreach (var size in (int[])[1, 100])
        {
            await LoadAsync(http, callers, size, TimeSpan.FromSeconds(1));
            Console.Write($"{await LoadAsync(http, callers, size, TimeSpan.FromSeconds(seconds)):f0} ");
        }

        Console.WriteLine();
        return 0;
    }

    private static async Task CreateAsync(HttpClient http, int streams)
    {
        await CallAsync(
            http, "CreateLogGroup", JsonSerializer.SerializeToUtf8Bytes(new { logGroupName = Group }),
            HttpStatusCode.BadRequest);
        for (var number = 0; number < streams; number++)
        {
            await CallAsync(
                http, "CreateLogStream",
                JsonSerializer.SerializeToUtf8Bytes(new { logGroupName = Group, logStreamName = Stream(number) }),
                HttpStatusCode.BadRequest);
        }
    }

    private static async Task<double> LoadAsync(HttpClient http, int callers, int size, TimeSpan duration)
    {
        var calls = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            // The same body again and again: making bodies would be measured with the endpoint.
            var body = Batch(Stream(caller), size, 0);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await CallAsync(http, "PutLogEvents", body);
                Interlocked.Increment(ref calls);
            }
        })));
        return calls / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task FillAsync(HttpClient http, int events, int callers)
    {
        const int size = 1_000;
        var next = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (Interlocked.Add(ref next, size) <= events)
            {
                await CallAsync(http, "PutLogEvents", Batch(Stream(caller), size, Volatile.Read(ref next)));
            }
        })));
        Console.WriteLine($"put {events} events in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s");
    }

    private static async Task FilterAsync(HttpClient http)
    {
        foreach (var pattern in (string[])
            [
                "{ $.anomalyType = \"NONE\" }",
                "{ $.anomalyType = \"SCHEMA_VALIDATION_FAILURE\" && $.payloadSize < 0 }",
                "{ $.requestId = \"*-nowhere\" || $.detail.depth > 99 }",
            ])
        {
            var started = Stopwatch.GetTimestamp();
            using var found = JsonDocument.Parse(
                await CallAsync(
                    http, "FilterLogEvents",
                    JsonSerializer.SerializeToUtf8Bytes(new { logGroupName = Group, filterPattern = pattern })));
            Console.WriteLine(
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds:f2} s  {found.RootElement.GetProperty("events").GetArrayLength()} found by {pattern}");
        }
    }

    private static async Task<byte[]> CallAsync(
        HttpClient http, string operation, byte[] body, HttpStatusCode orElse = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "Logs_20140328." + operation);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20260301T000000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=load/20260301/us-east-1/logs/aws4_request, SignedHeaders=host;x-amz-date, "
                + "Signature=00");
        using var answer = await http.SendAsync(request);
        var content = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == orElse
            ? content
            : throw new InvalidOperationException(
                $"{operation}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(content)}");
    }

    private static string Stream(int number) => string.Create(CultureInfo.InvariantCulture, $"stream-{number}");

    private static byte[] Batch(string stream, int size, int from)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            logGroupName = Group,
            logStreamName = stream,
            logEvents = Enumerable.Range(from, size)
                .Select(number => new { timestamp = now, message = Message(number) }),
        }, AsTheSdks);
    }

    private static string Message(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"requestId":"request-{{number}}","anomalyType":"SCHEMA_VALIDATION_FAILURE","payloadSize":{{number % 1000}},"detail":{"depth":{{number % 7}}},"maskedPayload":"{{new string('*', MessagePadding)}}"}""");
}
