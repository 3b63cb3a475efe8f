using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Admin;

/// <summary>
/// What a job that fetches takes of a window: its conversations that are missing or incomplete, and that none asked for
/// yet.
/// </summary>
internal sealed class WindowKeys(IJournalReconciliation windows, IOptions<ReconciliationOptions> options)
{
    /// <summary>Whether anything would be fetched.</summary>
    public bool CanFetch => options.Value.Enabled;

    public async Task<long> CountAsync(long window, CancellationToken cancellationToken) =>
        (await ReadAsync(window, cancellationToken)).Count;

    // At most 10,000 of a window are kept.
    public async Task<IReadOnlyList<long>> ReadAsync(long window, CancellationToken cancellationToken)
    {
        var keys = new List<long>();
        string? cursor = null;
        do
        {
            var page = await windows.ConversationsAsync(
                window, null, IJournalSearch.MaxItems, cursor, cancellationToken);
            keys.AddRange(
                page.Items.Where(entry => entry.Result != ReconciliationResult.Late && entry.AskedAt is null)
                    .Select(entry => entry.Key));
            cursor = page.Next;
        }
        while (cursor is not null);
        return keys;
    }
}
