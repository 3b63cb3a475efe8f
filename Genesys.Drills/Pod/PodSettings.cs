namespace Genesys.Drills.Pod;

/// <summary>What a pod drill does.</summary>
internal sealed record PodSettings
{
    public required double Minutes { get; init; }

    /// <summary>Events a second.</summary>
    public required int Rate { get; init; }

    public required double Cores { get; init; }

    public required int Megabytes { get; init; }

    /// <summary>The 99th percentile of an answer's time, at most, in milliseconds.</summary>
    public required int P99 { get; init; }

    /// <summary>The folder of a published receiver; null: the one that is built beside this.</summary>
    public string? Receiver { get; init; }
}
