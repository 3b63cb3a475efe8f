using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Genesys.Benchmarks.Soak;

/// <summary>What a soak is made of.</summary>
internal sealed record SoakSettings
{
    /// <summary>Minutes of load.</summary>
    public double Minutes { get; init; } = 4;

    /// <summary>Receivers on the one limit. Each has a journal of its own unless <see cref="Journal"/> names one for all.</summary>
    public int Receivers { get; init; } = 1;

    /// <summary>Requests a minute that Genesys Cloud allows.</summary>
    public int Limit { get; init; } = 300;

    /// <summary>New conversations a second; unset: twice what is allowed.</summary>
    public double? Conversations { get; init; }

    /// <summary>Events of each conversation.</summary>
    public int Events { get; init; } = 8;

    /// <summary>Time over which a conversation's events come, in seconds.</summary>
    public double Length { get; init; } = 20;

    /// <summary>Requests a second of another client with the same credentials, which never looks at the limit.</summary>
    public double Stranger { get; init; }

    /// <summary>Whether Genesys Cloud fails in between.</summary>
    public bool Faults { get; init; } = true;

    /// <summary>Connection string of a PostgreSQL journal that all receivers share.</summary>
    public string? Journal { get; init; }

    public double ConversationsPerSecond => Conversations ?? (2 * Limit / 60.0);

    public static SoakSettings Read(string[] args)
    {
        var given = new ConfigurationBuilder().AddCommandLine(args).Build();
        var defaults = new SoakSettings();
        return new SoakSettings
        {
            Minutes = given.GetValue("minutes", defaults.Minutes),
            Receivers = given.GetValue("receivers", defaults.Receivers),
            Limit = given.GetValue("limit", defaults.Limit),
            Conversations = given.GetValue<double?>("conversations"),
            Events = given.GetValue("events", defaults.Events),
            Length = given.GetValue("length", defaults.Length),
            Stranger = given.GetValue("stranger", defaults.Stranger),
            Faults = given.GetValue("faults", defaults.Faults),
            Journal = given["journal"],
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Minutes} min, limit {Limit}/min, {ConversationsPerSecond:0.0} conversations/s of {Events} events, {Receivers} receivers, another client at {Stranger}/s, faults {(Faults ? "on" : "off")}");
}
