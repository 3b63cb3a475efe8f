using System.Reflection;
using Genesys.Receiver.Admin;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Admin;

/// <summary>What a job that fetches takes of a window.</summary>
public sealed class WindowKeysTests
{
    [Fact]
    public async Task AllThatIsMissingOrIncomplete_AndThatNobodyAskedForYet_OfEveryPage()
    {
        var keys = new WindowKeys(PagedWindows.Create(), Options.Create(new ReconciliationOptions()));

        Assert.Equal([1, 2, 5], await keys.ReadAsync(7, Cancel));
        Assert.Equal(3, await keys.CountAsync(7, Cancel));
    }

    /// <summary>It has one window, of two pages.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class PagedWindows : DispatchProxy
    {
        public static IJournalReconciliation Create() => Create<IJournalReconciliation, PagedWindows>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.Equal(7L, args![0]);
            return new ValueTask<Found<ReconciliationEntry>>(args[3] is null
                ? new Found<ReconciliationEntry>(
                    [
                        AnEntry(1, ReconciliationResult.Missing), AnEntry(2, ReconciliationResult.Incomplete),
                        AnEntry(3, ReconciliationResult.Late),
                        AnEntry(4, ReconciliationResult.Missing) with { AskedAt = DateTimeOffset.UnixEpoch },
                    ],
                    "4")
                : new Found<ReconciliationEntry>([AnEntry(5, ReconciliationResult.Missing)]));
        }

        private static ReconciliationEntry AnEntry(long key, ReconciliationResult result) => new()
        {
            Key = key,
            ConversationId = $"c{key}",
            Result = result,
            StartedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
