namespace Aspire.Dashboard.Configuration;

/// <summary>The telemetry API below <c>/api/telemetry</c> (<c>Dashboard:Api</c>).</summary>
internal sealed class ApiOptions
{
    public string? AuthMode { get; set; }

    /// <summary>Compared with the header <c>x-api-key</c>; made up at start, and so known to nobody, when none is set.</summary>
    public string? PrimaryApiKey { get; set; }

    public string? SecondaryApiKey { get; set; }

    public bool Disabled { get; set; }
}
