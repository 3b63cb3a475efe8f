using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Reconciliation;

/// <summary>Whether, and how, it is asked of Genesys Cloud's analytics if anything was lost.</summary>
internal sealed class ReconciliationOptions : IBoundOptions<ReconciliationOptions>
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Reconciliation";

    /// <summary>
    /// Compares the conversations that analytics names with those whose events the journal knows. It needs the
    /// permission <c>analytics:conversationDetail:view</c>.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// Length of a window: the conversations that began in it are compared together. With <c>Delay</c> it must be less
    /// than <c>Journal:Retention</c>.
    /// </summary>
    [Range<TimeSpan>("00:01:00", "1.00:00:00")]
    [ReadWith(nameof(Enabled))]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The wait between a window's end and its comparison: for so long events may be on their way, and conversations
    /// that haven't ended by then aren't judged by their last event.
    /// </summary>
    [Range<TimeSpan>("00:00:00", "1.00:00:00")]
    [ReadWith(nameof(Enabled))]
    public TimeSpan Delay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How far back the first window of all reaches, <c>Journal:Retention</c> at most. Set it only when the receiver
    /// already worked then: what came before it would be reported missing.
    /// </summary>
    [Range<TimeSpan>("00:00:00", "7.00:00:00")]
    [ReadWith(nameof(Enabled))]
    public TimeSpan Lookback { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// Requests a minute at most. Fetches for events go first: while they wait, one request a minute is made.
    /// </summary>
    [Range(1, 300)]
    [ReadWith(nameof(Enabled))]
    public int RequestsPerMinute { get; set; } = 30;

    /// <summary>Conversations of one query; a window that holds more is queried in parts, down to a minute.</summary>
    [Range(100, 100_000)]
    [ReadWith(nameof(Enabled))]
    public int MaxConversations { get; set; } = 10_000;

    /// <summary>
    /// Topics that Genesys Cloud's integration sends: patterns over <c>detail-type</c> or <c>event_type</c> in which
    /// <c>*</c> is any characters. A conversation for which none of them has an event isn't reported. None:
    /// <c>v2.detail.events.conversation.{id}.*</c>.
    /// </summary>
    [ReadWith(nameof(Enabled))]
    public IList<string> Topics { get; } = [];

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, ReconciliationOptions options) => section.Bind(options);
}
