using System.ComponentModel.DataAnnotations;

namespace Genesys.Receiver.Intake;

/// <summary>Who may send (section <c>Intake:Auth</c>).</summary>
public sealed class CallerOptions
{
    /// <summary>The kind of credential. Required outside Development.</summary>
    public CallerAuthMode? Mode { get; set; }

    /// <summary>Header that carries the API key.</summary>
    [RegularExpression("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}", ErrorMessage = "Intake:Auth:HeaderName must be the name of an HTTP header (RFC 9110).")]
    public string HeaderName { get; set; } = "X-Api-Key";

    /// <summary>The API keys that are valid now; several at once for rotation. A value <c>sha256:</c> + 64 hexadecimal digits is the hash of a key.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>The users that are valid now (mode Basic).</summary>
    public IList<BasicUser> Users { get; } = [];

    /// <summary>What a bearer token must be (mode Jwt).</summary>
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>
    /// Answer to missing or wrong credentials: 401, which EventBridge sends again for 24 h (an event survives a slip in key rotation), or 403,
    /// at which it drops the event or moves it to its dead-letter queue at once.
    /// </summary>
    [AllowedValues(401, 403, ErrorMessage = "Intake:Auth:RejectStatus must be 401 or 403.")]
    public int RejectStatus { get; set; } = 401;

    /// <summary>The envelope's <c>account</c> must be one of these; empty: any.</summary>
    public IList<string> AllowedAccounts { get; } = [];

    /// <summary>The envelope's <c>source</c> must be one of these; empty: any that the schema takes.</summary>
    public IList<string> AllowedSources { get; } = [];
}

/// <summary>A user of mode Basic.</summary>
public sealed class BasicUser
{
    /// <summary>The user's name; it can't hold a colon.</summary>
    public string Name { get; set; } = "";

    /// <summary>The password, or <c>sha256:</c> + 64 hexadecimal digits of its hash.</summary>
    public string Password { get; set; } = "";
}

/// <summary>What a bearer token must be (section <c>Intake:Auth:Jwt</c>).</summary>
public sealed class JwtOptions
{
    /// <summary>Where the issuer's OpenID metadata is: <c>{Authority}/.well-known/openid-configuration</c>. Either this or <see cref="JwksUri"/>.</summary>
    public Uri? Authority { get; set; }

    /// <summary>Where the issuer's signing keys are. Either this or <see cref="Authority"/>.</summary>
    public Uri? JwksUri { get; set; }

    /// <summary>The <c>iss</c> that a token must have.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The <c>aud</c> values of which a token must have one.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>Signature algorithms that are taken; asymmetric ones only, so that a public key can never pass for a secret. Empty: RS256, PS256, ES256.</summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>Allowed difference of clocks.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>The kinds of credential that an EventBridge connection can present.</summary>
public enum CallerAuthMode
{
    /// <summary>Anyone may send.</summary>
    None,

    /// <summary>A key in a header.</summary>
    ApiKey,

    /// <summary>User and password (RFC 7617).</summary>
    Basic,

    /// <summary>A bearer token that an issuer signed (RFC 7519).</summary>
    Jwt,
}
