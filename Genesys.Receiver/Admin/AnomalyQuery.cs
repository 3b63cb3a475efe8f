using System.ComponentModel;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Admin;

/// <summary>What anomalies to list.</summary>
internal sealed record AnomalyQuery
{
    [Description("waiting or setAside (default).")]
    public Choice<AnomalyState>? State { get; init; }

    [Description("Only those of this kind, such as schemaValidationFailure.")]
    public Choice<AnomalyKind>? Kind { get; init; }

    [Description("Only those that the caller was answered with this request id.")]
    public string? RequestId { get; init; }

    [Description("Most entries of a page, 1 to 500; 50 by default.")]
    public int? Limit { get; init; }

    [Description("The page's start: next of the page before.")]
    public long? Before { get; init; }

    public bool Includes(AnomalyRecord record) =>
        (Kind is null || record.Kind == Kind.Value.Value) && (RequestId is null || string.Equals(RequestId, record.RequestId, StringComparison.Ordinal));
}
