namespace Genesys.Console.Development;

/// <summary>What a person asks of MockGenesys.</summary>
public sealed class MockForm
{
    /// <summary>A preset to set, or a fault to remove.</summary>
    public string? Id { get; set; }

    /// <summary>What a fault does.</summary>
    public string? Kind { get; set; }

    /// <summary>Whom it meets.</summary>
    public string? Scope { get; set; }

    /// <summary>Of a hundred requests.</summary>
    public double? Percent { get; set; }

    /// <summary>How long; null: until it is removed.</summary>
    public int? Seconds { get; set; }

    /// <summary>The status that it answers.</summary>
    public int? Status { get; set; }

    /// <summary>Events a second.</summary>
    public double? Rate { get; set; }

    /// <summary>The fault, as docs/mock-genesys.md describes one.</summary>
    internal Dictionary<string, object> ToFault()
    {
        var fault = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["kind"] = Kind ?? "status",
            ["scope"] = Scope ?? "api",
            ["share"] = (Percent ?? 100) / 100,
        };
        if (Seconds is { } seconds)
        {
            fault["duration"] = TimeSpan.FromSeconds(seconds);
        }

        if (Kind == "status")
        {
            fault["statusMix"] = new Dictionary<int, int> { [Status ?? 503] = 1 };
        }

        return fault;
    }
}
