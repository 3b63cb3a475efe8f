using System.Collections.Concurrent;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Tells operators of a source that was heard of and then fell silent for <see cref="IntakeOptions.SilentAfter"/>, once
/// for each silence.
/// </summary>
internal sealed class SourceSilence(IOptions<IntakeOptions> options, OperatorEvents operators, TimeProvider time)
    : BackgroundService
{
    // Sources that are watched; one organization has one.
    private const int MostSources = 1_000;

    private readonly TimeSpan? _after = options.Value.SilentAfter;
    private readonly ConcurrentDictionary<string, long> _heardAt = new(StringComparer.Ordinal);

    // Stands for all sources until the first is heard of.
    private const string AnySource = "any";

    /// <summary>An event of a source was taken.</summary>
    public void Heard(string source)
    {
        if (_after is not null && (_heardAt.ContainsKey(source) || _heardAt.Count < MostSources))
        {
            _heardAt[source] = time.GetTimestamp();
            _heardAt.TryRemove(AnySource, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_after is not { } after)
        {
            return;
        }

        _heardAt[AnySource] = time.GetTimestamp();
        using var timer = new PeriodicTimer(after / 10, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look(after);
        }
    }

    private void Look(TimeSpan after)
    {
        foreach (var heard in _heardAt)
        {
            // Heard of again in between, it stays.
            if (time.GetElapsedTime(heard.Value) >= after && _heardAt.TryRemove(heard))
            {
                operators.Notice(
                    OperatorEvents.SourceSilent,
                    heard.Key == AnySource ? AnySource : SafeIdentifier.OfSource(heard.Key)!);
            }
        }
    }
}
