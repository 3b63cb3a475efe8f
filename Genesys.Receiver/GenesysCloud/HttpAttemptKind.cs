namespace Genesys.Receiver.GenesysCloud;

/// <summary>What one HTTP attempt comes to, as far as the next step depends on it.</summary>
internal enum HttpAttemptKind
{
    /// <summary>A conversation.</summary>
    Answered,

    /// <summary>429: too many requests of this client.</summary>
    Throttled,

    /// <summary>
    /// 5xx, 408, no connection, no answer in time, a truncated answer, no token for now: worth a retry within the
    /// fetch.
    /// </summary>
    Failed,

    /// <summary>401: the token isn't good any more.</summary>
    Unauthorized,

    /// <summary>403, 409, 425, a redirect or an answer that is no conversation: worth another fetch later.</summary>
    Refused,

    /// <summary>404: not there, or not yet.</summary>
    NotFound,

    /// <summary>Any other 4xx: it will be the same for ever.</summary>
    Permanent,

    /// <summary>No attempt was made: credentials, circuit or rate limit stand in the way.</summary>
    Held,
}
