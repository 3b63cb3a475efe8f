using System.Net.Http.Headers;
using System.Text;

namespace Genesys.MockGenesys.OAuth;

/// <summary>A client's id and secret as one token request carries them.</summary>
internal readonly record struct ClientCredentials(string Id, string Secret)
{
    /// <summary>
    /// Reads HTTP Basic first and the form's <c>client_id</c> and <c>client_secret</c> otherwise; empty strings stand
    /// for what is missing.
    /// </summary>
    public static ClientCredentials Read(HttpRequest request, IFormCollection form) =>
        TryReadBasic(request.Headers.Authorization)
            ?? new ClientCredentials(form["client_id"].ToString(), form["client_secret"].ToString());

    private static ClientCredentials? TryReadBasic(string? authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            || header.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[header.Parameter.Length];
        if (!Convert.TryFromBase64String(header.Parameter, bytes, out var length))
        {
            return new ClientCredentials("", "");
        }

        var pair = Encoding.Latin1.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new ClientCredentials(pair, "") : new ClientCredentials(pair[..colon], pair[(colon + 1)..]);
    }
}
