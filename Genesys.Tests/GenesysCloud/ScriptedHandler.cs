using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// Answers HTTP requests at once, on the caller's thread, so that a fake clock alone moves things on.
/// </summary>
internal sealed class ScriptedHandler(TimeProvider time) : HttpMessageHandler
{
    private int _tokens;

    /// <summary>A request has come.</summary>
    public event Action? Asked;

    public ConcurrentQueue<(DateTimeOffset At, string Path, string? Authorization)> Conversations { get; } = [];

    public ConcurrentQueue<DateTimeOffset> Tokens { get; } = [];

    /// <summary>Id and secret of each request for a token, with a colon between.</summary>
    public ConcurrentQueue<string> Credentials { get; } = [];

    /// <summary>The answer to a conversation, by its number from 0.</summary>
    public Func<int, HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> OnConversation { get; set; } = (
        _, _, _) => Answer(200);

    /// <summary>The answer to a query of analytics details.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> OnQuery { get; set; } = (
        _, _) => Answer(200, """{"totalHits":0}""");

    public Func<int, CancellationToken, Task<HttpResponseMessage>>? OnToken { get; set; }

    public static Task<HttpResponseMessage> Answer(
        int status, string? body = null, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(
                body ?? (status == 200 ? """{"id":"c"}""" : """{"status":0}"""), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return Task.FromResult(response);
    }

    public static Task<HttpResponseMessage> Token(string token, double life) =>
        Answer(
            200,
            FormattableString.Invariant(
                $$"""{"access_token":"{{token}}","token_type":"bearer","expires_in":{{life}}}"""));

    public static async Task<HttpResponseMessage> Hang(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("It hangs until it is cancelled.");
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked?.Invoke();
        if (request.RequestUri!.AbsolutePath.EndsWith("/details/query", StringComparison.Ordinal))
        {
            return OnQuery(request, cancellationToken);
        }

        if (request.Method == HttpMethod.Post)
        {
            Tokens.Enqueue(time.GetUtcNow());
            Credentials.Enqueue(
                Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization!.Parameter!)));
            var number = Interlocked.Increment(ref _tokens);
            return OnToken is { } onToken ? onToken(number - 1, cancellationToken) : Token($"token-{number}", 86_399);
        }

        Conversations.Enqueue(
            (time.GetUtcNow(), request.RequestUri!.AbsolutePath, request.Headers.Authorization?.ToString()));
        return OnConversation(Conversations.Count - 1, request, cancellationToken);
    }
}
