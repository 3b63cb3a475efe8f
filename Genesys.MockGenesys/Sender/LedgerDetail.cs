using System.Text;

namespace Genesys.MockGenesys.Sender;

/// <summary>One event of the ledger with its body and everything that was answered.</summary>
/// <param name="Line">The event at a glance.</param>
/// <param name="Body">The first 20,000 characters of the body, or null once it is let go.</param>
/// <param name="Results">Every request's result.</param>
public sealed record LedgerDetail(LedgerLine Line, string? Body, IReadOnlyList<InvocationResult> Results)
{
    private const int LongestBody = 20_000;

    internal static LedgerDetail WithoutBody(LedgerEntry entry) => new(LedgerLine.Of(entry), null, [.. entry.Results]);

    internal static LedgerDetail Of(LedgerEntry entry)
    {
        var body = entry.Event.Body.Span;
        return new LedgerDetail(
            LedgerLine.Of(entry),
            body.IsEmpty ? null : Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestBody)]),
            [.. entry.Results]);
    }
}
