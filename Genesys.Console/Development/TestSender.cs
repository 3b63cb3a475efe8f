using Genesys.Console.Receiver;
using Genesys.Receiver.Client;

namespace Genesys.Console.Development;

/// <summary>Sends the receiver an event, as EventBridge would; on a developer's machine alone.</summary>
internal sealed class TestSender(IHttpClientFactory http, IHostEnvironment environment)
{
    private const int MostShown = 4_000;

    /// <summary>Whether both say that they are in Development, and the person may act.</summary>
    public bool IsOffered(ReceiverInfo? receiver, OperatorIdentity? person) => environment.IsDevelopment()
        && receiver?.Environment == Environments.Development && person?.Role == OperatorRole.Operator;

    public async Task<SentEvent> SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(payload);
        content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        using var answer = await http.CreateClient(ReceiverExtensions.ForPersons)
            .PostAsync(new Uri("eventbridge/subscription", UriKind.Relative), content, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        answer.Headers.TryGetValues("X-Request-Id", out var ids);
        var shown = body.Length > MostShown ? body[..MostShown] + "…" : body;
        return new SentEvent((int)answer.StatusCode, shown, ids?.FirstOrDefault());
    }
}

/// <summary>What the receiver answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The answer's text.</param>
/// <param name="RequestId">By which it is found.</param>
internal sealed record SentEvent(int Status, string Body, string? RequestId);
