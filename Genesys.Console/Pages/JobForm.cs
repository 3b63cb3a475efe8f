namespace Genesys.Console.Pages;

/// <summary>What a person confirms before a job is created.</summary>
public sealed class JobForm
{
    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary>Most a second.</summary>
    public int? Rate { get; set; }

    /// <summary>The moment that the count was of, in round-trip form.</summary>
    public string? AsOf { get; set; }

    /// <summary>The moment that spans such as <c>from:2h</c> were before, in round-trip form.</summary>
    public string? Before { get; set; }
}
