using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Genesys.MockGenesys.Determinism;
using Microsoft.Extensions.Options;
using OpenTelemetry;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Makes one request as an API destination makes it: its headers, its authentication, its time-out; redirects aren't
/// followed.
/// </summary>
internal sealed class Invoker(
    IHttpClientFactory clients, IOptions<SenderOptions> options, TimeProvider clock, MonotonicClock monotonic)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "api-destination";

    private const int LongestAnswer = 2_000;

    // 500 items of 50 findings would be more; what is cut off is unreadable JSON and so without an outcome.
    private const int LongestBatchAnswer = 1_000_000;

    // One text of AWS gives the batching bus 30 s, another 5 s: a receiver that keeps to the shorter is right in both.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    public async Task<InvocationResult> InvokeAsync(
        Destination destination, Invocation invocation, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var since = monotonic.Now;
        using var timeout = new CancellationTokenSource(options.Value.Timeout ?? DefaultTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = Write(destination, invocation);
        // OpenTelemetry's instrumentation writes traceparent by itself, whatever the handler's own propagator does.
        using var untraced = options.Value.PropagateTrace ? null : SuppressInstrumentationScope.Begin();
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var answer = await ReadAsync(
                response, invocation.IsArray ? LongestBatchAnswer : LongestAnswer, either.Token);
            return new InvocationResult(
                at,
                monotonic.Now - since,
                (int)response.StatusCode,
                RetryAfter: ReadRetryAfter(response, clock.GetUtcNow()),
                RequestId: ReadRequestId(response),
                Answer: answer)
            {
                Since = since,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(InvocationResult.TimedOut);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Failed(InvocationResult.ConnectionFailed);
        }

        InvocationResult Failed(string failure) => new(at, monotonic.Now - since, null, failure) { Since = since };
    }

    private HttpRequestMessage Write(Destination destination, Invocation invocation)
    {
        var first = invocation.Entries[0].Event;
        var content = new ReadOnlyMemoryContent(invocation.Body);
        if (first.ContentType is { } type)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (first.ContentEncoding is { } encoding)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, destination.Subscription) { Content = content };
        request.Headers.ConnectionClose = true;
        // Two slashes: EventBridge's User-Agent isn't in the form that RFC 9110 gives it.
        request.Headers.TryAddWithoutValidation("User-Agent", "Amazon/EventBridge/ApiDestinations");
        request.Headers.Range = new RangeHeaderValue(0, 1_048_575);
        request.Headers.AcceptEncoding.ParseAdd("gzip,deflate");
        if (options.Value.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(options.Value.ApiKeyHeader, options.Value.ApiKey);
        }

        return request;
    }

    private static async Task<string> ReadAsync(
        HttpResponseMessage response, int longest, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(body);
        var answer = new StringBuilder();
        var buffer = new char[LongestAnswer];
        int read;
        while (answer.Length < longest
            && (
                read = await reader.ReadBlockAsync(
                    buffer.AsMemory(0, Math.Min(buffer.Length, longest - answer.Length)), cancellationToken)) > 0)
        {
            answer.Append(buffer, 0, read);
        }

        return answer.ToString();
    }

    // HttpClient's own reading of the header knows no negative number, and here that is the one that stops the retries.
    private static TimeSpan? ReadRetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var value = values.ToString();
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParseExact(
            value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? (moment > now ? moment - now : TimeSpan.Zero)
            : null;
    }

    private static string? ReadRequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Request-Id", out var values) ? values.FirstOrDefault() : null;
}
