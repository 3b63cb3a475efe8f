using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Genesys.Console.Receiver;

/// <summary>The console's own stream of changes, for the pages that are open.</summary>
internal static class ChangesEndpoint
{
    // A person's session may end meanwhile: the browser connects again, and is asked who it is.
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(10);

    // All that somebody is told who may be nobody: the browser connects again then.
    private static readonly SseItem<string>[] Away =
    [
        new(Known.AwayEvent.Data, Known.AwayEvent.Name) { ReconnectionInterval = TimeSpan.FromSeconds(15) },
    ];

    public static void MapChanges(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/changes", async (
            ReceiverAccess receiver, ChangeStream stream, HttpContext context, IHostApplicationLifetime lifetime) =>
        {
            try
            {
                await receiver.GetPersonAsync(context.RequestAborted);
            }
            catch (Exception exception) when (Trouble.Of(exception) is { IsNotPermitted: true })
            {
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            }
            catch (Exception exception) when (Trouble.Of(exception) is not null)
            {
                if (!receiver.MayRead)
                {
                    return TypedResults.ServerSentEvents(Away.ToAsyncEnumerable());
                }

                // Away: the page is told so by the stream.
            }

            var end = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted, lifetime.ApplicationStopping);
            context.Response.RegisterForDispose(end);
            end.CancelAfter(LongestStream);
            return stream.Watch(end.Token) is { } events
                ? TypedResults.ServerSentEvents(ItemsAsync(events, end.Token))
                : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }).RequireAuthorization();

    private static async IAsyncEnumerable<SseItem<string>> ItemsAsync(
        IAsyncEnumerable<PageEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var all = events.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(all))
        {
            yield return new SseItem<string>(all.Current.Data, all.Current.Name);
        }
    }

    // The end of the time is the end of the stream, not an error.
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<PageEvent> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
