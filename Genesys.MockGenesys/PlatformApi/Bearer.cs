using System.Net.Http.Headers;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>The bearer token of a request.</summary>
internal static class Bearer
{
    /// <summary>The token, or null when the request shows none.</summary>
    public static string? Read(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? header.Parameter
            : null;
}
