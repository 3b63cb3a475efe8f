namespace Genesys.Receiver.Intake.Authentication;

/// <summary>What an issuer's address, or that of its keys, must be.</summary>
internal static class IssuerAddress
{
    /// <summary>
    /// What is wrong with an address, in a sentence that begins with its key; null: nothing, or it isn't set.
    /// </summary>
    public static string? FindProblem(string key, Uri? address, IHostEnvironment environment) => address switch
    {
        null => null,
        { IsAbsoluteUri: false } => $"{key} must be a whole address, such as https://issuer.example.com.",
        _ when address.Scheme != Uri.UriSchemeHttps && !IsHttpAtHome(address, environment) =>
            $"{key} must begin with https://: over http anyone on the way could put keys of their own in.",
        { UserInfo.Length: > 0 } or { Fragment.Length: > 0 } => $"{key} can't hold credentials or a fragment (#).",
        _ => null,
    };

    /// <summary>The same for the address below which an issuer's metadata are.</summary>
    public static string? FindAuthorityProblem(string key, Uri? authority, IHostEnvironment environment) =>
        FindProblem(key, authority, environment)
        ?? (authority is { Query.Length: > 0 }
            ? $"{key} can't hold a query: /.well-known/openid-configuration is put behind it." : null);

    private static bool IsHttpAtHome(Uri address, IHostEnvironment environment) =>
        address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || environment.IsDevelopment());
}
