using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal;

/// <summary>
/// Tells operators of dead letters a day before they are discarded (see
/// <see cref="JournalOptions.DeadLetterRetention"/>; at half of that time when it is less than two days). Each is told
/// of once, whatever the number of receivers.
/// </summary>
internal sealed class DeadLetterExpiry(
    IJournalAdministration journal, OperatorEvents operators, IOptions<JournalOptions> options,
    TimeProvider time) : BackgroundService
{
    /// <summary>The subject of an event about fetches that failed; that of hand-overs is their destination.</summary>
    public const string OfFetches = "fetch";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Notice = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TellAsync(stoppingToken);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var wanting = operators.Wanting(OperatorEvents.DeadLetterExpiring);
        if (wanting.Count == 0)
        {
            return;
        }

        var retention = options.Value.DeadLetterRetention;
        var notice = retention / 2 < Notice ? retention / 2 : Notice;
        try
        {
            // Where too many operator events wait it is tried again in a minute.
            await journal.TellExpiringAsync(time.GetUtcNow() - retention + notice, EventOf, wanting, cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // In a minute.
        }
    }

    private OperatorEvent EventOf(ExpiringDeadLetters expiring) => operators.Of(
        OperatorEvents.DeadLetterExpiring, expiring.Destination ?? OfFetches, expiring.Count);
}
