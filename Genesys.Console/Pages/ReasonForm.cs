namespace Genesys.Console.Pages;

/// <summary>Why something is done to a destination.</summary>
public sealed class ReasonForm
{
    /// <summary>Why.</summary>
    public string? Reason { get; set; }
}
