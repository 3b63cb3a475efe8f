using System.Net;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Requests that a page makes a browser send where it has no business. A browser lets any page send a "simple" request (a form, text/plain) to any
/// address, this machine's own included, and only keeps the answer from it. No client but a browser sends these headers.
/// </summary>
public static class BrowserRequests
{
    private const string FetchSite = "Sec-Fetch-Site";
    private static readonly string[] LocalEndings = [".localhost", ".local", ".internal"];

    /// <summary>True when a page of another site asks for a change, or when the name is a public one where only local names may be used.</summary>
    public static bool AreForeign(HttpRequest request, bool onlyUnderLocalNames) =>
        (!IsSafe(request.Method) && IsOfAnotherSite(request)) || (onlyUnderLocalNames && !IsLocal(request.Host));

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsOfAnotherSite(HttpRequest request)
    {
        var site = request.Headers[FetchSite];
        if (site.Count > 0)
        {
            return site is not (["same-origin"] or ["none"]);
        }

        // Browsers of before 2023 don't send Sec-Fetch-Site everywhere. "null" is the origin of a sandboxed page, and never this service's.
        var origin = request.Headers.Origin;
        return origin.Count > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && string.Equals(page.Authority, AuthorityOf(request.Host, page.Scheme), StringComparison.OrdinalIgnoreCase));
    }

    // As Uri has it: without the scheme's own port.
    private static string? AuthorityOf(HostString host, string scheme) =>
        Uri.TryCreate($"{scheme}://{host.Value}", UriKind.Absolute, out var own) ? own.Authority : null;

    /// <summary>An address, a name without a dot, or one under an ending that the public DNS never has.</summary>
    private static bool IsLocal(HostString host)
    {
        var name = host.Host.TrimEnd('.');
        return !name.Contains('.', StringComparison.Ordinal)
            || IPAddress.TryParse(name, out _)
            || LocalEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}
