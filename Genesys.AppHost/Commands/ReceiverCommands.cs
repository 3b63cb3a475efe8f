namespace Genesys.AppHost.Commands;

/// <summary>
/// What an operator does with the receiver, from the dashboard or by <c>aspire resource receiver …</c>.
/// </summary>
internal static class ReceiverCommands
{
    public static IResourceBuilder<T> WithReceiverCommands<T>(this IResourceBuilder<T> receiver)
        where T : IResourceWithEndpoints => receiver
        .WithRequest(HttpMethod.Get, "/admin/counts", "counts", "Count what the journal holds", new HttpCommandOptions
        {
            Description = "Deliveries that wait, are processed or are dead letters, and anomalies that wait for "
                + "CloudWatch.",
            IconName = "NumberSymbolSquare",
        })
        .WithRequest(
            HttpMethod.Post, "/admin/jobs", "replay-dead-letters", "Replay dead letters", new HttpCommandOptions
            {
                Description = "A job that puts all dead letters back to be processed, 100 a second.",
                PrepareRequest = RequestCommand.Send(_ => new
                {
                    action = "replay",
                    filter = new { state = "deadLetter" },
                    reason = "Replayed from the dashboard.",
                }),
                ConfirmationMessage = "Put the dead letters back to be processed?",
                IconName = "ArrowReplyAll",
            });
}
