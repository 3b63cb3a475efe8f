using System.Text;
using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Redaction;

/// <summary>
/// Event types as they may be written in clear. A <c>detail-type</c> that no list has can be anything.
/// </summary>
internal static class SafeEventType
{
    /// <summary>
    /// What stands for a type that isn't in the form of one; OpenTelemetry's word for what is outside a closed list.
    /// </summary>
    public const string Other = "_OTHER";

    /// <summary>The receiver's own event about a conversation that reconciliation found.</summary>
    public const string Reconciliation = "genesys.reconciliation";

    private const string FlatPrefix = "genesys.cloud.conversation.";

    /// <summary>
    /// An event type in the form of a topic template (<c>v2.…</c>), <c>genesys.cloud.conversation.</c> with one name
    /// behind it, or the receiver's own, as it is; else <see cref="Other"/>.
    /// </summary>
    public static string Of(string eventType)
    {
        var isFlat = eventType.StartsWith(FlatPrefix, StringComparison.Ordinal)
            && NameForm.Member(Encoding.UTF8.GetBytes(eventType[FlatPrefix.Length..])) != NameForm.Hidden;
        return isFlat || eventType == Reconciliation
            ? eventType : NameForm.Topic(Encoding.UTF8.GetBytes(eventType)) ?? Other;
    }
}
