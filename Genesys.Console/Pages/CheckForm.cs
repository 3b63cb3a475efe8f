namespace Genesys.Console.Pages;

/// <summary>A payload to be judged.</summary>
public sealed class CheckForm
{
    /// <summary>JSON text.</summary>
    public string? Payload { get; set; }

    /// <summary>It in a file, where nothing was typed.</summary>
    public IFormFile? File { get; set; }

    /// <summary><c>send</c>: the receiver gets it too.</summary>
    public string? Act { get; set; }
}
