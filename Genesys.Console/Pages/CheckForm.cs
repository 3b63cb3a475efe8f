namespace Genesys.Console.Pages;

/// <summary>A payload to be judged.</summary>
public sealed class CheckForm
{
    /// <summary>JSON text.</summary>
    public string? Payload { get; set; }
}
