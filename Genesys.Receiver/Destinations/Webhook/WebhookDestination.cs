using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Destinations.Webhook;

/// <summary>Posts events to an address, signed as Standard Webhooks asks.</summary>
internal sealed class WebhookDestination : IDestination, IDisposable
{
    /// <summary>An answer's body is read to so many bytes, so that its connection can be used again.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly TimeSpan MaxAnswerTime = TimeSpan.FromSeconds(1);

    private readonly Uri _address;
    private readonly WebhookSignature _signature;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers;
    private readonly HttpMessageInvoker _client;
    private readonly TimeProvider _time;

    public WebhookDestination(DestinationContext context, TimeProvider time)
    {
        var options = context.Options;
        _address = new Uri(options.Url!, UriKind.Absolute);
        _signature = new WebhookSignature(options.Secrets);
        _headers = [.. options.Headers];
        _client = WebhookClient.Create(options);
        _time = time;
    }

    public async ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken) =>
        [await PostAsync(handOvers[0], cancellationToken)];

    public void Dispose() => _client.Dispose();

    private async Task<HandOverResult> PostAsync(HandOver handOver, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(handOver);
            using var answer = await _client.SendAsync(request, cancellationToken);
            var result = WebhookAnswer.Judge(answer, _time.GetUtcNow());
            if (answer.StatusCode != HttpStatusCode.NoContent && answer.Content.Headers.ContentLength != 0)
            {
                await ReadAsync(answer, cancellationToken);
            }

            return result;
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException)
        {
            return HandOverResult.Failed(ConnectionFailure.WordFor(failure));
        }
    }

    // What an answer says is in its status. One that goes on and on costs its connection, and nothing else.
    private async Task ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(MaxAnswerTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await BoundedContent.SkipAsync(answer.Content, MaxAnswerBytes, either.Token);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            // The consumer has said what it makes of the event before it fell silent.
        }
    }

    private HttpRequestMessage Request(HandOver handOver)
    {
        var content = new WebhookContent(handOver.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(handOver.ContentType, "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var headers = request.Headers;
        headers.TryAddWithoutValidation("webhook-id", handOver.Id);
        headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        if (_signature.Signs)
        {
            headers.TryAddWithoutValidation(
                "webhook-signature", _signature.Sign(handOver.Id, timestamp, handOver.Body.Span));
        }

        if (Activity.Current?.Id is { } traceParent)
        {
            headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        foreach (var (name, value) in _headers)
        {
            // What describes a body, such as Content-Language, stands among the headers of the content.
            if (!headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!headers.NonValidated.Contains("User-Agent"))
        {
            headers.TryAddWithoutValidation("User-Agent", "Genesys.Receiver");
        }

        return request;
    }
}
