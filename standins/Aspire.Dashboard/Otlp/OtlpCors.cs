using Aspire.Dashboard.Configuration;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Aspire.Dashboard.Otlp;

/// <summary>Which pages of other origins may send telemetry.</summary>
internal static class OtlpCors
{
    public static void Configure(CorsPolicyBuilder policy, OtlpCorsOptions options)
    {
        const StringSplitOptions Trim = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var origins = options.AllowedOrigins?.Split(',', Trim) ?? [];
        var headers = options.AllowedHeaders?.Split(',', Trim) ?? [];
        policy.WithOrigins(origins).SetIsOriginAllowedToAllowWildcardSubdomains().WithMethods("POST");
        if (headers.Contains("*"))
        {
            policy.AllowAnyHeader();
        }
        else
        {
            policy.WithHeaders([.. headers, "content-type", "content-encoding", Access.ApiKey.OtlpHeader]);
        }
    }
}
