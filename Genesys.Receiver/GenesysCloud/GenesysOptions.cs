using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Which Genesys Cloud the conversations are fetched from, and as whom (section <c>Genesys</c>).</summary>
internal sealed class GenesysOptions : IBoundOptions<GenesysOptions>
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Genesys";

    /// <summary>
    /// Id of the OAuth client (grant "client credentials"). Without it nothing is fetched: deliveries wait in the
    /// journal, and health says so.
    /// </summary>
    [AlsoNamed("GENESYS_CLIENT_ID")]
    public string? ClientId { get; set; }

    /// <summary>Secret of the OAuth client.</summary>
    [AlsoNamed("GENESYS_CLIENT_SECRET"), Secret]
    public string? ClientSecret { get; set; }

    /// <summary>AWS region of the Genesys Cloud organization; picks the API and the login host.</summary>
    public string Region { get; set; } = GenesysRegions.Default;

    /// <summary>
    /// Base address of the API, for a proxy or a test, instead of the region's. Set alone, tokens come from
    /// <c>/api/v2/oauth/token</c> on the same base.
    /// </summary>
    [AlsoNamed("GENESYS_API_BASE")]
    public string? ApiBase { get; set; }

    /// <summary>
    /// Base address of the login host, instead of the region's; tokens come from <c>/oauth/token</c> on it.
    /// </summary>
    [AlsoNamed("GENESYS_LOGIN_BASE")]
    public string? LoginBase { get; set; }

    /// <summary>
    /// Requests a minute that the OAuth client may make, until the first answer tells by its <c>inin-ratelimit-*</c>
    /// headers. 300 is what Genesys gives.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 300;

    /// <summary>
    /// Fetch each conversation's analytics details too: a second request, and the permission
    /// <c>analytics:conversationDetail:view</c>.
    /// </summary>
    public bool IncludeAnalytics { get; set; }

    /// <summary>
    /// Topics whose events have their conversation fetched: patterns over <c>detail-type</c> or <c>event_type</c> in
    /// which <c>*</c> is any characters (<c>v2.detail.events.conversation.{id}.*</c>). None: every topic that names a
    /// conversation but the streams (transcription, sentiment, metrics), which send an event every second or two of a
    /// call. An event that isn't fetched for is finished as it is recorded.
    /// </summary>
    public IList<string> FetchTopics { get; } = [];

    /// <summary>
    /// The least time between two fetches of one conversation (durable mode with <c>Processing:Coalesce</c>): events
    /// that come in it wait, and one fetch answers for all of them. A fetch that fails is retried without regard to it.
    /// 0: none.
    /// </summary>
    [Range<TimeSpan>("00:00:00", "00:05:00")]
    [ReadWith("Processing:Coalesce", "false", Except = true)]
    public TimeSpan MinFetchInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// While an event is younger, a 404 means "not yet" and is retried: a conversation may be visible only some time
    /// after its first event. 0: a 404 is final at once.
    /// </summary>
    [Range<TimeSpan>("00:00:00", "1.00:00:00")]
    public TimeSpan NotFoundGrace { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The former name of a File destination that is given every conversation; set
    /// <c>Destinations:{name}:Type</c> to <c>File</c>, its <c>Path</c>, and its <c>Payload</c> to <c>Conversation</c>
    /// instead.
    /// </summary>
    public string? SinkFile { get; set; }

    /// <summary>That destination's <c>MaxFileBytes</c>.</summary>
    [Range(1_048_576L, 1_099_511_627_776L)]
    [ReadWith(nameof(SinkFile))]
    public long SinkFileBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>That destination's <c>MaxFiles</c>.</summary>
    [Range(1, 1_000)]
    [ReadWith(nameof(SinkFile))]
    public int SinkFiles { get; set; } = 8;

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, GenesysOptions options) => section.Bind(options);
}
