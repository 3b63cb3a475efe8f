using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Events;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Calls that go on, each with a stream of transcription events; one that ends is followed by another.
/// </summary>
internal sealed class LiveCalls(
    EventSource source,
    ApiDestination destination,
    CurrentSettings settings,
    TimeProvider clock,
    MonotonicClock monotonic,
    IOptions<SenderOptions> options)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly List<Call> _calls = [];

    /// <summary>Publishes the events that are due until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            PublishDue(monotonic.Now);
            await Task.Delay(Tick, clock, cancellationToken);
        }
    }

    private void PublishDue(TimeSpan now)
    {
        _calls.RemoveAll(call => now - call.Since >= options.Value.CallLength);
        var wanted = settings.Value.LiveCalls;
        if (_calls.Count > wanted)
        {
            _calls.RemoveRange(wanted, _calls.Count - wanted);
        }

        while (_calls.Count < wanted)
        {
            // The first events are spread over an interval, as those of calls that began one by one.
            var share = (_calls.Count + 1.0) / wanted;
            _calls.Add(new Call(source.NewCall(), now, now + (options.Value.TranscriptionInterval * share)));
        }

        foreach (var call in _calls.Where(call => call.NextAt <= now && !destination.IsFull))
        {
            destination.Publish(source.Transcription(call.Conversation, call.Utterances++));
            // What was missed while the queue was full isn't made up for.
            call.NextAt = Max(
                call.NextAt, now - options.Value.TranscriptionInterval) + options.Value.TranscriptionInterval;
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private sealed class Call(Conversation conversation, TimeSpan since, TimeSpan nextAt)
    {
        public Conversation Conversation { get; } = conversation;

        public TimeSpan Since { get; } = since;

        public TimeSpan NextAt { get; set; } = nextAt;

        public int Utterances { get; set; }
    }
}
