using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>How a fetch makes its HTTP attempts at Genesys Cloud and repeats those that fail.</summary>
internal sealed class AttemptOptions : IBoundOptions<AttemptOptions>
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Processing";

    /// <summary>Retries within a fetch, after its first HTTP attempt.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>The wait before retry n (from 0) is BaseDelay · Multiplier^n and up to MaxJitter.</summary>
    [Range<TimeSpan>("00:00:00", "00:03:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>By how much the wait grows from one retry to the next.</summary>
    [Range(1.0, 10.0)]
    public double Multiplier { get; set; } = 2;

    /// <summary>Upper end of the random time that is added to every wait.</summary>
    [Range<TimeSpan>("00:00:00", "00:01:00")]
    public TimeSpan MaxJitter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>HTTP attempts at Genesys Cloud at a time. What waits for its next attempt holds no place.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 10;

    /// <summary>Time that one HTTP attempt may take, its token and its whole answer included.</summary>
    [Range<TimeSpan>("00:00:00.1000000", "00:05:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, AttemptOptions options) => section.Bind(options);
}
