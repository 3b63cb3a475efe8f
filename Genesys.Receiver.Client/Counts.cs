using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>What the journal holds, and how it goes around it.</summary>
public sealed record Counts
{
    /// <summary>Deliveries that wait or are processed.</summary>
    public required long OpenDeliveries { get; init; }

    /// <summary>Dead letters.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Anomalies that CloudWatch doesn't have yet.</summary>
    public required long OpenAnomalies { get; init; }

    /// <summary>Anomalies that CloudWatch will never take.</summary>
    public required long SetAsideAnomalies { get; init; }

    /// <summary>Age of the oldest open delivery in seconds; 0 without one.</summary>
    public required double OldestDeliveryAgeSeconds { get; init; }

    /// <summary>Age of the oldest anomaly that CloudWatch doesn't have yet, in seconds; 0 without one.</summary>
    public required double OldestAnomalyAgeSeconds { get; init; }

    /// <summary>The journal's size on disk in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Why the journal can't write, in a sentence; absent when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Which bounds of the journal are reached, in a sentence; absent while there is room.</summary>
    public string? Full { get; init; }

    /// <summary>How far searches see.</summary>
    public required IndexState Index { get; init; }

    /// <summary>Genesys Cloud, as this receiver finds it.</summary>
    public required GenesysCloudState GenesysCloud { get; init; }

    /// <summary>The destinations.</summary>
    public IReadOnlyList<Destination> Destinations { get; init; } = [];
}

/// <summary>How far searches see.</summary>
/// <param name="UpTo">Everything that was recorded before this moment is found.</param>
/// <param name="LagSeconds">How far that is behind, in seconds.</param>
public sealed record IndexState(DateTimeOffset UpTo, double LagSeconds);

/// <summary>State of the circuit to Genesys Cloud.</summary>
[JsonConverter(typeof(CamelCase<CircuitState>))]
public enum CircuitState
{
    /// <summary>Attempts are made.</summary>
    Closed,

    /// <summary>One attempt is made to see whether Genesys Cloud is back.</summary>
    HalfOpen,

    /// <summary>No attempt is made until the break is over.</summary>
    Open,
}

/// <summary>Genesys Cloud, as a receiver finds it.</summary>
public sealed record GenesysCloudState
{
    /// <summary>The circuit.</summary>
    public required CircuitState Circuit { get; init; }

    /// <summary>Until an open circuit lets an attempt through, in seconds.</summary>
    public double? BreakLeftSeconds { get; init; }

    /// <summary>A sentence for each thing that is wrong.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The rate limit as the last answer told it; absent before the first.</summary>
    public RateLimit? RateLimit { get; init; }
}

/// <summary>The rate limit of Genesys Cloud: of all clients of the same credentials together.</summary>
/// <param name="Used">Requests of this window.</param>
/// <param name="Allowed">Requests that a window allows.</param>
/// <param name="ResetsAt">When the next window begins.</param>
public sealed record RateLimit(int Used, int Allowed, DateTimeOffset ResetsAt);
