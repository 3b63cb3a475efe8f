using System.Text.Json.Serialization;

namespace Genesys.MockGenesys.Faults;

/// <summary>How late an answer is. A normal or exponential distribution is cut off at <see cref="To"/>.</summary>
public sealed record LatencyDistribution
{
    public LatencyShape Shape { get; init; } = LatencyShape.Uniform;

    /// <summary>Least time.</summary>
    public TimeSpan From { get; init; }

    /// <summary>Most time; the time itself when the shape is <see cref="LatencyShape.Fixed"/>.</summary>
    public TimeSpan To { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A time between <see cref="From"/> and <see cref="To"/>.</summary>
    public TimeSpan Draw(Random random)
    {
        var share = Shape switch
        {
            LatencyShape.Fixed => 1,
            LatencyShape.Uniform => random.NextDouble(),
            LatencyShape.Normal => 0.5 + (Gauss(random) / 6),
            // A mean at a fifth of the range keeps all but 0.7 % below the cut.
            LatencyShape.Exponential => -Math.Log(1 - random.NextDouble()) / 5,
            _ => 1,
        };
        return From + ((To - From) * Math.Clamp(share, 0, 1));
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Shape of a latency distribution between its least and its most.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LatencyShape>))]
public enum LatencyShape
{
    Fixed,
    Uniform,
    Normal,
    Exponential,
}
