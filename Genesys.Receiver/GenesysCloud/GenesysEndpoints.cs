using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>The addresses that are called, worked out once from the options.</summary>
internal sealed class GenesysEndpoints
{
    /// <summary>What a conversation id may measure in characters; the event schemas have the same limit.</summary>
    public const int MaxConversationIdLength = 128;

    private static readonly SearchValues<char> Dots = SearchValues.Create(".");

    private readonly string _api;

    public GenesysEndpoints(IOptions<GenesysOptions> options)
    {
        var genesys = options.Value;
        var domain = GenesysRegions.DomainOf(genesys.Region);
        var apiBase = Base(genesys.ApiBase);
        var loginBase = Base(genesys.LoginBase);
        _api = apiBase ?? $"https://api.{domain}";
        SendsCredentialsInForm = apiBase is not null && loginBase is null;
        Token = new Uri(SendsCredentialsInForm ? $"{apiBase}/api/v2/oauth/token" : $"{loginBase ?? $"https://login.{domain}"}/oauth/token");
    }

    /// <summary>Where tokens come from.</summary>
    public Uri Token { get; }

    /// <summary>
    /// True for the token path on the API's own base, which only doubles and proxies have: what stands there may read the credentials from
    /// the form, so they are sent both ways. Genesys' login host gets them in the Authorization header alone.
    /// </summary>
    public bool SendsCredentialsInForm { get; }

    /// <summary>True when secrets and conversations would travel a network in clear.</summary>
    public bool IsInClear => new[] { Token, new Uri(_api) }.Any(address => address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback);

    /// <summary>Address of a conversation; false for an id that can't be one, and then nothing may be called.</summary>
    public bool TryGetConversation(string id, [NotNullWhen(true)] out Uri? uri) => TryGet("/api/v2/conversations/", id, string.Empty, out uri);

    /// <summary>Address of a conversation's analytics details.</summary>
    public bool TryGetAnalytics(string id, [NotNullWhen(true)] out Uri? uri) => TryGet("/api/v2/analytics/conversations/", id, "/details", out uri);

    // A dot is unreserved (RFC 3986, 2.3), so escaping leaves "." and ".." as they are, and they would climb.
    private bool TryGet(string before, string id, string after, [NotNullWhen(true)] out Uri? uri)
    {
        uri = null;
        if (string.IsNullOrWhiteSpace(id) || id.Length > MaxConversationIdLength || !id.AsSpan().ContainsAnyExcept(Dots) || !IsPlain(id))
        {
            return false;
        }

        uri = new Uri($"{_api}{before}{Uri.EscapeDataString(id)}{after}");
        return true;
    }

    private static bool IsPlain(string id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsControl(id[i]) || (char.IsSurrogate(id[i]) && !char.IsSurrogatePair(id, i) && !(i > 0 && char.IsSurrogatePair(id, i - 1))))
            {
                return false;
            }
        }

        return true;
    }

    private static string? Base(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim().TrimEnd('/');
}
