namespace Genesys.MockGenesys.Faults;

/// <summary>What a fault does to a request.</summary>
public enum FaultKind
{
    /// <summary>Answers late, by a time drawn from <see cref="Fault.Latency"/>, and otherwise as always.</summary>
    Latency,

    /// <summary>Answers with a status drawn from <see cref="Fault.StatusMix"/>.</summary>
    Status,

    /// <summary>Answers 429 with <see cref="Fault.RetryAfterSeconds"/>.</summary>
    TooManyRequests,

    /// <summary>Never answers: the connection stays open until the client leaves or five minutes have passed.</summary>
    Hang,

    /// <summary>Resets the connection instead of an answer.</summary>
    Reset,

    /// <summary>Sends the headers and half of the body, then closes the connection.</summary>
    TruncatedBody,

    /// <summary>Answers with the right status but an HTML page, as a proxy in between would.</summary>
    WrongContentType,

    /// <summary>Revokes every token issued so far, then goes on as always: an API request is answered 401.</summary>
    RevokeTokens,

    /// <summary>Nothing is there: every request's connection is reset.</summary>
    Outage,
}
