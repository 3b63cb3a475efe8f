using System.ComponentModel.DataAnnotations;

namespace Aspire.Dashboard.Configuration;

/// <summary>The pages (<c>Dashboard:Frontend</c>).</summary>
internal sealed class FrontendOptions
{
    /// <summary>Addresses of the pages, separated by semicolons (<c>ASPNETCORE_URLS</c>).</summary>
    public string EndpointUrls { get; set; } = "http://localhost:18888";

    /// <summary>Unset: <see cref="FrontendAuthMode.BrowserToken"/>, unless <c>ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS</c> is true.</summary>
    public string? AuthMode { get; set; }

    /// <summary>The token that <c>/login?t=</c> takes; made up at start when none is set.</summary>
    public string? BrowserToken { get; set; }

    /// <summary>Address that people use when it is not the first of <see cref="EndpointUrls"/>.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Console lines of one page that are kept; the oldest leave first.</summary>
    [Range(1, 1_000_000)]
    public int MaxConsoleLogCount { get; set; } = 10_000;
}
