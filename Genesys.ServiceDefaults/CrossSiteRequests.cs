using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.ServiceDefaults;

/// <summary>
/// Protects a service without credentials from the pages of other sites that are open in a browser on the same machine.
/// A page can send it a form or a text without asking, and can reach it under a name of the page's own whose address is
/// this machine's (DNS rebinding). What programs send has none of a browser's headers and passes: curl, the AWS SDKs
/// and CLI, the commands of Aspire's dashboard.
/// </summary>
public static class CrossSiteRequests
{
    /// <summary>
    /// The setting that names further hosts: names with <c>;</c> between them, <c>*.name</c> for those below one.
    /// </summary>
    public const string AllowedHostsKey = "AllowedHosts";

    // RFC 6761 and 6762, ICANN's resolution on "internal" of 2024, and what Kubernetes names its services.
    private static readonly string[] PrivateDomains =
        ["localhost", "local", "internal", "test", "home.arpa", "svc"];

    /// <summary>Answers such requests with 403 and says why. Health probes pass under any name.</summary>
    /// <param name="app">The application.</param>
    /// <param name="ownDomain">A domain whose names lead to this machine wherever they are asked for; null:
    /// none.</param>
    public static IApplicationBuilder UseCrossSiteProtection(this IApplicationBuilder app, string? ownDomain = null)
    {
        var configured = app.ApplicationServices.GetRequiredService<IConfiguration>()[AllowedHostsKey] ?? "";
        var named = configured.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] allowed = ownDomain is null ? named : [.. named, "*." + ownDomain];
        return app.Use((context, next) =>
            IsProbe(context.Request.Path) || FindProblem(context.Request, allowed) is not { } problem
                ? next(context)
                : Results.Problem(problem, statusCode: 403, title: "Cross-site request").ExecuteAsync(context));
    }

    private static bool IsProbe(PathString path) =>
        path == ServiceDefaultsExtensions.HealthPath || path == ServiceDefaultsExtensions.AlivePath;

    /// <summary>Why a request is refused; null: it isn't.</summary>
    private static string? FindProblem(HttpRequest request, string[] allowed)
    {
        if (!IsOwnHost(request.Host.Host, allowed))
        {
            return "The request is for a host name that isn't this service's. "
                + $"Set {AllowedHostsKey} to the names that it is reached by.";
        }

        return IsChangeOfAnotherSite(request) ? "The request comes from the page of another site." : null;
    }

    /// <summary>Whether a request may change something, and a browser sends it for the page of another site.</summary>
    public static bool IsChangeOfAnotherSite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method))
        {
            return false;
        }

        return request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "same-origin" or "none" => false,
            // Browsers send Sec-Fetch-Site to trustworthy addresses only, and Origin with everything that may change
            // something.
            "" => !IsOwnOrigin(request.Headers.Origin.ToString(), request.Host),
            _ => true,
        };
    }

    /// <summary>
    /// Whether a host can't be a name that another site gave this machine's address: an address, a name without a dot,
    /// one below a private domain, or one that is allowed.
    /// </summary>
    /// <param name="host">The host, without a port.</param>
    /// <param name="allowed">Names; <c>*.name</c> for those below one, <c>*</c> for all.</param>
    public static bool IsOwnHost(string host, IReadOnlyCollection<string> allowed)
    {
        var name = host.TrimEnd('.');
        return !name.Contains('.', StringComparison.Ordinal)
            || IPAddress.TryParse(name.Trim('[', ']'), out _)
            || PrivateDomains.Any(domain => IsOrIsBelow(name, domain))
            || allowed.Any(pattern => pattern == "*"
                || (pattern.StartsWith("*.", StringComparison.Ordinal)
                    ? IsOrIsBelow(name, pattern[2..])
                    : name.Equals(pattern, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsOrIsBelow(string name, string domain) =>
        name.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.');

    // The scheme isn't compared: a proxy in front may speak https.
    private static bool IsOwnOrigin(string origin, HostString host) => origin.Length == 0
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
            && (host.Port is { } port ? page.Port == port : page.IsDefaultPort));
}
