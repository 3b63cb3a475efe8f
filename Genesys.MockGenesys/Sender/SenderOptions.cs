using System.ComponentModel.DataAnnotations;

namespace Genesys.MockGenesys.Sender;

/// <summary>What is sent, to whom, and as which EventBridge.</summary>
internal sealed class SenderOptions
{
    public const string Section = "Sender";

    /// <summary>
    /// The receiver: its base address, or the full address of its subscription path. Empty: nothing is sent.
    /// </summary>
    public string Target { get; set; } = "";

    /// <summary>
    /// Events a second, 0 to 10,000; 0 pauses. 2 leaves room below the 300 requests a minute that a client may make of
    /// the API.
    /// </summary>
    [Range(0.0, 10_000.0)]
    public double Rate { get; set; } = 2;

    /// <summary>Stops after this many events; 0: never.</summary>
    [Range(0L, long.MaxValue)]
    public long Count { get; set; }

    /// <summary>Share of malformed events.</summary>
    [Range(0.0, 1.0)]
    public double InvalidShare { get; set; } = 0.2;

    /// <summary>
    /// Share of conversations in the flat generation; the others come as Genesys Cloud sends them.
    /// </summary>
    [Range(0.0, 1.0)]
    public double FlatShare { get; set; } = 0.5;

    /// <summary>Share of conversations that the API answers 404.</summary>
    [Range(0.0, 1.0)]
    public double UnknownConversationShare { get; set; } = 0.01;

    /// <summary>
    /// Of every so many conversations every event of one is lost on purpose, so that a receiver can be seen to find it;
    /// 0: of none. <c>GET /mock/lost</c> has their ids.
    /// </summary>
    [Range(0, 1_000_000)]
    public int LoseOneIn { get; set; }

    /// <summary>Share of events that are sent twice: delivery is at least once.</summary>
    [Range(0.0, 1.0)]
    public double DuplicateShare { get; set; } = 0.02;

    /// <summary>
    /// Share of events that Genesys Cloud publishes again, with another envelope id and all else as it was.
    /// </summary>
    [Range(0.0, 1.0)]
    public double RepublishShare { get; set; }

    /// <summary>
    /// Share of events that wait up to <see cref="ReorderDelay"/> and so come after later ones: order isn't kept.
    /// </summary>
    [Range(0.0, 1.0)]
    public double ReorderShare { get; set; } = 0.05;

    public TimeSpan ReorderDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Calls that go on at once, 0 to 1,000, each with a transcription event every <see cref="TranscriptionInterval"/>,
    /// beside
    /// <see cref="Rate"/>.
    /// </summary>
    [Range(0, 1_000)]
    public int LiveCalls { get; set; }

    public TimeSpan TranscriptionInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a live call goes on before another one takes its place.</summary>
    public TimeSpan CallLength { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Value of the connection's API key; empty: none is sent.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Header of the connection's API key.</summary>
    [Required]
    public string ApiKeyHeader { get; set; } = "X-Api-Key";

    /// <summary>
    /// Whether requests carry <c>traceparent</c>, so that a trace begins here. The real EventBridge sends none.
    /// </summary>
    public bool PropagateTrace { get; set; } = true;

    public EventBus Bus { get; set; }

    /// <summary>What the subscriber makes of an event; only for <see cref="EventBus.Batching"/>.</summary>
    public Transformer Transformer { get; set; }

    /// <summary>
    /// The form of a batch of one; unset: an array, or the event alone when <see cref="BatchSize"/> is 1. Only for
    /// <see cref="EventBus.Batching"/>.
    /// </summary>
    public BatchOfOne? BatchOfOne { get; set; }

    /// <summary>Most events in a request; only for <see cref="EventBus.Batching"/>.</summary>
    [Range(1, 500)]
    public int BatchSize { get; set; } = 10;

    /// <summary>Longest wait for a batch to fill; only for <see cref="EventBus.Batching"/>.</summary>
    public TimeSpan BatchWindow { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests a second, retries included, that the destination may get; what exceeds it waits.</summary>
    [Range(1, 100_000)]
    public int InvocationRateLimit { get; set; } = 300;

    /// <summary>
    /// Time until a request counts as failed; unset: 5 s.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Retries of one request, 0 to 185; unset: 185, or 5 for <see cref="EventBus.Batching"/>.</summary>
    [Range(0, 185)]
    public int? MaximumRetryAttempts { get; set; }

    /// <summary>
    /// Age at which an event is given up, 1 minute to 24 hours; unset: 24 hours, or 5 minutes for
    /// <see cref="EventBus.Batching"/>.
    /// </summary>
    public TimeSpan? MaximumEventAge { get; set; }

    /// <summary>
    /// How many times faster than real time the retry policy's clock runs: at 60 its 24 hours pass in 24 minutes. A
    /// <c>Retry-After</c> is kept as it is.
    /// </summary>
    [Range(1.0, 100_000.0)]
    public double RetrySpeed { get; set; } = 1;

    /// <summary>Requests that wait to be sent or sent again; when full, no new events are made.</summary>
    [Range(1, 1_000_000)]
    public int MaximumWaiting { get; set; } = 20_000;
}
