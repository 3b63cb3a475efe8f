using System.Globalization;

namespace Genesys.Drills.Soak;

/// <summary>What a soak is made of.</summary>
internal sealed record SoakSettings
{
    /// <summary>Minutes of load.</summary>
    public required double Minutes { get; init; }

    /// <summary>
    /// Receivers on the one limit. Each has a journal of its own unless <see cref="Postgres"/> names one for all.
    /// </summary>
    public required int Receivers { get; init; }

    /// <summary>Requests a minute that Genesys Cloud allows.</summary>
    public required int Limit { get; init; }

    /// <summary>New conversations a second; unset: twice what is allowed.</summary>
    public required double? Conversations { get; init; }

    /// <summary>Events of each conversation.</summary>
    public required int Events { get; init; }

    /// <summary>Time over which a conversation's events come, in seconds.</summary>
    public required double Length { get; init; }

    /// <summary>
    /// Requests a second of another client with the same credentials, which never looks at the limit.
    /// </summary>
    public required double OtherClient { get; init; }

    /// <summary>Whether Genesys Cloud fails in between.</summary>
    public required bool Faults { get; init; }

    /// <summary>Connection string of a PostgreSQL journal that all receivers share.</summary>
    public required string? Postgres { get; init; }

    public double ConversationsPerSecond => Conversations ?? (2 * Limit / 60.0);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Minutes} min, limit {Limit}/min, {ConversationsPerSecond:0.0} conversations/s of {Events} events, {Receivers} receivers, ")
        + string.Create(
            CultureInfo.InvariantCulture, $"another client at {OtherClient}/s, faults {(Faults ? "on" : "off")}");
}
