using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake.Authentication;

namespace Genesys.Receiver.Intake;

/// <summary>Taking events (section <c>Intake</c>): who may send, how much and how fast.</summary>
internal sealed class IntakeOptions : IBoundOptions<IntakeOptions>
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Intake";

    /// <summary>
    /// Longest body in bytes, and longest body after inflation; over it the answer is 413. EventBridge takes entries of
    /// 1 MiB and delivers them with their envelope around them.
    /// </summary>
    [Range(1, 1L << 30)]
    public int MaxBodyBytes { get; set; } = 1_310_720;

    /// <summary>
    /// Most memory in bytes for the bodies of all requests that are being read; one that needs more is answered 503
    /// with <c>Retry-After</c>. At least four times MaxBodyBytes. Bodies of callers without credentials take none of
    /// it.
    /// </summary>
    [Range(1, 1L << 40)]
    public long MaxBodyBytesInFlight { get; set; } = 134_217_728;

    /// <summary>
    /// How long a body may take to arrive, whatever its length; after it the answer is 503 with <c>Retry-After</c>.
    /// EventBridge itself gives up after 5 s, or 30 s on its newer bus.
    /// </summary>
    [Range<TimeSpan>("00:00:00.1000000", "01:00:00")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Slowest body in bytes/s after a grace of 5 s; a slower one is answered 503 with <c>Retry-After</c>.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MinBodyBytesPerSecond { get; set; } = 240;

    /// <summary>
    /// All headers of a request in bytes; over it the answer is 431. The request line may have 32,768, or as many as
    /// this when that is less; over it the answer is 414.
    /// </summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Connections at once; one more is refused. Zero: no limit.</summary>
    [Range(0, int.MaxValue)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>
    /// Whether bodies with <c>Content-Encoding: gzip, deflate or br</c> are taken. EventBridge sends none.
    /// </summary>
    public bool Decompress { get; set; }

    /// <summary>
    /// Requests/s from all senders together; over it the answer is 429 with <c>Retry-After</c>. An array counts as many
    /// as it holds events. Operators have as many again for themselves, and so have callers without right credentials:
    /// none uses up those of others. Null: no limit.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? RateLimit { get; set; }

    /// <summary>
    /// Requests/s with one credential, counted likewise; over it the answer is 429 with <c>Retry-After</c>. Null: no
    /// limit.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? RateLimitPerCredential { get; set; }

    /// <summary>What <c>Retry-After</c> says when the service can't take an event now.</summary>
    [Range<TimeSpan>("00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After so long without an event from a source that sent some, or from any since the start, operators are told
    /// (<c>genesys.receiver.source_silent</c>, to the destinations that name it). None: they aren't.
    /// </summary>
    [Range<TimeSpan>("00:00:10", "7.00:00:00")]
    public TimeSpan? SilentAfter { get; set; }

    /// <summary>Who may send.</summary>
    public AuthenticationOptions Auth { get; set; } = new();

    /// <inheritdoc/>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(AuthenticationOptions))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(BasicUser))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(JwtOptions))]
    public static void Bind(IConfiguration section, IntakeOptions options) => section.Bind(options);
}
