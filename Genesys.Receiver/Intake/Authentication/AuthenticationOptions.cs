using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>Who may send (section <c>Intake:Auth</c>).</summary>
internal sealed class AuthenticationOptions
{
    /// <summary>The kind of credential. Required outside Development.</summary>
    public AuthenticationMode? Mode { get; set; }

    /// <summary>Header that carries the API key.</summary>
    [RegularExpression("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}",
        ErrorMessage = "Intake:Auth:HeaderName must be the name of an HTTP header (RFC 9110).")]
    [ReadWith(nameof(Mode), nameof(AuthenticationMode.ApiKey))]
    public string HeaderName { get; set; } = "X-Api-Key";

    /// <summary>
    /// The API keys that are valid now; several at once for rotation. A value <c>sha256:</c> + 64 hexadecimal digits is
    /// the hash of a key.
    /// </summary>
    [ReadWith(nameof(Mode), nameof(AuthenticationMode.ApiKey))]
    public IList<string> ApiKeys { get; } = [];

    /// <summary>The users that are valid now (mode Basic).</summary>
    [ReadWith(nameof(Mode), nameof(AuthenticationMode.Basic))]
    public IList<BasicUser> Users { get; } = [];

    /// <summary>What a bearer token must be (mode Jwt).</summary>
    [ReadWith(nameof(Mode), nameof(AuthenticationMode.Jwt))]
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>
    /// Answer to missing or wrong credentials: 401, which EventBridge sends again for up to 24 h (an event survives a
    /// slip in key rotation), or 403, at which its classic bus drops the event or moves it to its dead-letter queue at
    /// once; the new bus treats both alike.
    /// </summary>
    [AllowedValues(401, 403, ErrorMessage = "Intake:Auth:RejectStatus must be 401 or 403.")]
    [ReadWith(nameof(Mode), nameof(AuthenticationMode.None), Except = true)]
    public int RejectStatus { get; set; } = 401;

    /// <summary>The envelope's <c>account</c> must be one of these; empty: any.</summary>
    public IList<string> AllowedAccounts { get; } = [];

    /// <summary>The envelope's <c>source</c> must be one of these; empty: any that the schema takes.</summary>
    public IList<string> AllowedSources { get; } = [];
}
