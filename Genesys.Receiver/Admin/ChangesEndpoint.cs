using System.Globalization;
using System.Text;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake;

namespace Genesys.Receiver.Admin;

/// <summary>
/// <c>GET /admin/changes</c>: server-sent events (WHATWG HTML, section 9.2), resumable by <c>Last-Event-ID</c>.
/// </summary>
internal sealed class ChangesEndpoint(
    ChangeFeed feed, AnswerWriter answers, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    // Whoever is no longer an operator reads on for so long at most: a browser comes again by itself.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public async Task HandleAsync(HttpContext context)
    {
        if (feed.TryJoin() is not { } joined)
        {
            await answers.WriteAsync(
                context,
                new Outcome(
                    OutcomeKind.RateLimited, Details: "As many streams of changes are open as there may be (100)."));
            return;
        }

        using var reader = joined.Reader;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            await WriteAsync(context, "retry: 2000\n\n"u8.ToArray(), ending.Token);
            while (!await WaitAsync(joined.Ready, ending.Token))
            {
                await WriteAsync(context, Comment, ending.Token);
            }

            await StreamAsync(context, NumberOf(context.Request.Headers["Last-Event-ID"]), ending.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The service stops: the answer ends here, and whoever reads it comes again.
        }
    }

    private async Task StreamAsync(HttpContext context, long? number, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var isResumed = context.Request.Headers.ContainsKey("Last-Event-ID");
        while (time.GetElapsedTime(began) < Longest)
        {
            var (changes, anew, added) = feed.Log.After(number);
            if (anew && isResumed)
            {
                await WriteAsync(context, Format("reset", number ?? 0, "{}"u8), cancellationToken);
            }

            foreach (var change in changes)
            {
                await WriteAsync(context, Format(change.Name, change.Number, change.Data), cancellationToken);
                number = Math.Max(number ?? 0, change.Number);
            }

            // From here on what is missed is told.
            (number, isResumed) = (number ?? 0, true);
            if (!await WaitAsync(added, cancellationToken))
            {
                await WriteAsync(context, Comment, cancellationToken);
            }
        }
    }

    /// <summary>False when it didn't come to pass for as long as a heartbeat.</summary>
    private async Task<bool> WaitAsync(Task added, CancellationToken cancellationToken)
    {
        try
        {
            await added.WaitAsync(Heartbeat, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // The id of an event names the run that it is of.
    private long? NumberOf(string? id)
    {
        var parts = id?.Split('-') ?? [];
        return parts.Length == 2 && parts[0] == feed.Log.Run
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private byte[] Format(string name, long number, ReadOnlySpan<byte> data) => Encoding.UTF8.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture,
            $"id: {feed.Log.Run}-{number}\nevent: {name}\ndata: {Encoding.UTF8.GetString(data)}\n\n"));

    private static async Task WriteAsync(HttpContext context, byte[] bytes, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
