namespace Genesys.Receiver.Intake.Authentication;

/// <summary>The kinds of credential that an EventBridge connection can present.</summary>
internal enum AuthenticationMode
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
