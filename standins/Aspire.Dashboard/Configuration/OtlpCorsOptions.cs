namespace Aspire.Dashboard.Configuration;

/// <summary>Which pages of other origins may send telemetry over HTTP (<c>Dashboard:Otlp:Cors</c>).</summary>
internal sealed class OtlpCorsOptions
{
    /// <summary>Origins, separated by commas; <c>*</c> for all; none: no page of another origin.</summary>
    public string? AllowedOrigins { get; set; }

    /// <summary>Headers that those pages may set, separated by commas, beside <c>content-type</c>.</summary>
    public string? AllowedHeaders { get; set; }
}
