using Genesys.Receiver.Configuration;
using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Reconciliation;

/// <summary>
/// Which conversations have an event of the topics that are sent, and which event ends them. A topic tells of one kind
/// of participant; what isn't known to have an event isn't expected, so that nothing is reported that was never sent.
/// </summary>
internal sealed class ExpectedTopics
{
    private const string Detail = "v2.detail.events.conversation.{id}.";
    private const string Flat = "genesys.cloud.conversation.";
    private const string FlatEnd = Flat + "analyzed";

    // What a participant was there for, and the topics of which it has an event in any case. The order is that of how
    // late in a conversation the end comes.
    private static readonly (string Purpose, string Begins, string Ends)[] Participants =
    [
        ("customer", Detail + "customer.start", Detail + "customer.end"),
        ("agent", Detail + "user.start", Detail + "user.end"),
        ("voicemail", Detail + "voicemail.start", Detail + "voicemail.end"),
        ("acd", Detail + "acd.start", Detail + "acd.end"),
        ("ivr", Detail + "flow.start", Detail + "flow.end"),
    ];

    // In this generation each conversation has these, whoever takes part.
    private static readonly string[] OfAnyConversation = [Flat + "created", Flat + "updated", FlatEnd];

    private static readonly string[] Default = [Detail + "*"];

    private readonly bool _all;
    private readonly bool _flatEnd;
    private readonly HashSet<string> _purposes;
    private readonly (string Purpose, string Topic)[] _ends;

    public ExpectedTopics(IOptions<ReconciliationOptions> options)
    {
        var sent = new Sent([.. options.Value.Topics]);
        _all = OfAnyConversation.Any(sent.Includes);
        _flatEnd = sent.Includes(FlatEnd);
        _purposes = Participants.Where(one => sent.Includes(one.Begins) || sent.Includes(one.Ends))
            .Select(one => one.Purpose).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _ends = [.. Participants.Where(one => sent.Includes(one.Ends)).Select(one => (one.Purpose, one.Ends))];
    }

    /// <summary>The topics that tell which conversations to expect.</summary>
    public static IEnumerable<string> Known =>
        Participants.SelectMany(one => new[] { one.Begins, one.Ends }).Concat(OfAnyConversation);

    /// <summary>Whether a list of patterns says of any conversation that it is to be expected.</summary>
    public static bool CanTell(string[] patterns) => Known.Any(new Sent(patterns).Includes);

    /// <summary>Whether a conversation has an event of the topics that are sent.</summary>
    public bool Expects(NamedConversation conversation) => _all || _purposes.Overlaps(conversation.Purposes);

    /// <summary>The topic of the event that ends a conversation; null when none does.</summary>
    /// <param name="known">The topics of its events that are known: they tell its generation.</param>
    public string? EndOf(NamedConversation conversation, IReadOnlySet<string> known) =>
        known.Any(topic => topic.StartsWith(Flat, StringComparison.Ordinal))
            ? (_flatEnd ? FlatEnd : null)
            : _ends.FirstOrDefault(end => conversation.Purposes.Contains(end.Purpose)).Topic;

    private sealed class Sent(string[] patterns)
    {
        private readonly Glob[] _globs = [
            .. (patterns.Length == 0 ? Default : patterns).Select(pattern => new Glob(pattern))];

        public bool Includes(string topic) => Array.Exists(_globs, glob => glob.Matches(topic));
    }
}
