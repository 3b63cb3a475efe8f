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

    private const string FlatPrefix = "genesys.cloud.conversation.";

    /// <summary>
    /// An event type in the form of a topic template (<c>v2.…</c>), or <c>genesys.cloud.conversation.</c> with one name
    /// behind it, as it is; else <see cref="Other"/>.
    /// </summary>
    public static string Of(string eventType)
    {
        var isFlat = eventType.StartsWith(FlatPrefix, StringComparison.Ordinal)
            && NameForm.Member(Encoding.UTF8.GetBytes(eventType[FlatPrefix.Length..])) != NameForm.Hidden;
        return isFlat ? eventType : NameForm.Topic(Encoding.UTF8.GetBytes(eventType)) ?? Other;
    }
}
