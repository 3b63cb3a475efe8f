using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>The addresses that are called, worked out once from the options.</summary>
internal sealed class GenesysEndpoints
{
    private readonly string _api;

    public GenesysEndpoints(IOptions<GenesysOptions> options)
    {
        var genesys = options.Value;
        var domain = GenesysRegions.DomainOf(genesys.Region);
        var apiBase = Base(genesys.ApiBase);
        var loginBase = Base(genesys.LoginBase);
        _api = apiBase ?? $"https://api.{domain}";
        SendsCredentialsInForm = apiBase is not null && loginBase is null;
        Token = new Uri(
            SendsCredentialsInForm ? $"{apiBase}/api/v2/oauth/token"
                : $"{loginBase ?? $"https://login.{domain}"}/oauth/token");
    }

    /// <summary>Where tokens come from.</summary>
    public Uri Token { get; }

    /// <summary>
    /// True for the token path on the API's own base, which only doubles and proxies have: what stands there may read
    /// the credentials from the form, so they are sent both ways. Genesys' login host gets them in the Authorization
    /// header alone.
    /// </summary>
    public bool SendsCredentialsInForm { get; }

    /// <summary>True when secrets and conversations would travel a network in clear.</summary>
    public bool IsInClear =>
        new[] { Token, new Uri(_api) }.Any(address => address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback);

    // A dot is unreserved (RFC 3986, 2.3), so escaping leaves "." and ".." as they are, and they would climb. A
    // conversation id is neither.

    /// <summary>Address of a conversation.</summary>
    public Uri Conversation(ConversationId id) => new($"{_api}/api/v2/conversations/{Uri.EscapeDataString(id.Value)}");

    /// <summary>Address of a conversation's analytics details.</summary>
    public Uri Analytics(ConversationId id) =>
        new($"{_api}/api/v2/analytics/conversations/{Uri.EscapeDataString(id.Value)}/details");

    /// <summary>Address that conversations' analytics details are queried at.</summary>
    public Uri DetailsQuery => new($"{_api}/api/v2/analytics/conversations/details/query");

    private static string? Base(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim().TrimEnd('/');
}
