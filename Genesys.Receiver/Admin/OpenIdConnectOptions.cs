using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Admin;

/// <summary>Operators who show an access token of an OpenID Connect issuer, as a bearer.</summary>
internal sealed class OpenIdConnectOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Admin:OpenIdConnect";

    /// <summary>
    /// The issuer: its metadata are at <c>{Authority}/.well-known/openid-configuration</c>. Not set: no tokens are
    /// taken.
    /// </summary>
    public Uri? Authority { get; set; }

    /// <summary>The <c>iss</c> that a token must have; Authority as it is written when not set.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// The <c>aud</c> that a token must have; of a token without <c>aud</c>, the <c>client_id</c>.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>The claim that holds a person's roles: a text, or a list of texts.</summary>
    [ReadWith(nameof(Authority))]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The role of those who read and act.</summary>
    [ReadWith(nameof(Authority))]
    public string OperatorRole { get; set; } = "operator";

    /// <summary>The role of those who read.</summary>
    [ReadWith(nameof(Authority))]
    public string ReaderRole { get; set; } = "reader";

    /// <summary>The role of those who, beside one of the other two, may read a delivery as it was sent.</summary>
    [ReadWith(nameof(Authority))]
    public string PersonalDataRole { get; set; } = "personal-data";

    /// <summary>The claim that names a person in the audit; <c>sub</c> where a token doesn't have it.</summary>
    [ReadWith(nameof(Authority))]
    public string NameClaim { get; set; } = "preferred_username";
}
