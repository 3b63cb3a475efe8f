using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>What a bearer token must be (section <c>Intake:Auth:Jwt</c>).</summary>
internal sealed class JwtOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Intake:Auth:Jwt";

    /// <summary>
    /// Where the issuer's OpenID metadata is: <c>{Authority}/.well-known/openid-configuration</c>. Either this or
    /// <see cref="JwksUri"/>.
    /// </summary>
    public Uri? Authority { get; set; }

    /// <summary>Where the issuer's signing keys are. Either this or <see cref="Authority"/>.</summary>
    public Uri? JwksUri { get; set; }

    /// <summary>The <c>iss</c> that a token must have.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>
    /// The <c>aud</c> values of which a token must have one; of a token without <c>aud</c> its <c>client_id</c> must be
    /// one.
    /// </summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// Signature algorithms that are taken; asymmetric ones only, so that a public key can never pass for a secret.
    /// Empty: RS256, PS256, ES256.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>Allowed difference of clocks.</summary>
    [Range<TimeSpan>("00:00:00", "01:00:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);
}
