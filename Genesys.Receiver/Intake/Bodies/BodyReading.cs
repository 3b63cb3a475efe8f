namespace Genesys.Receiver.Intake.Bodies;

/// <summary>How the reading of a body ended.</summary>
internal enum BodyReading
{
    /// <summary>All of it is there.</summary>
    Complete,

    /// <summary>It is longer than the limit.</summary>
    TooLarge,

    /// <summary>It didn't arrive in time.</summary>
    TooSlow,

    /// <summary>The bodies of other requests take all the memory that bodies may take.</summary>
    OutOfMemory,

    /// <summary>It breaks HTTP: a chunk without a length, or with an impossible one.</summary>
    Malformed,

    /// <summary>Its <c>Content-Type</c> isn't taken.</summary>
    UnsupportedType,

    /// <summary>Its <c>Content-Encoding</c> isn't taken.</summary>
    UnsupportedEncoding,

    /// <summary>It isn't what its <c>Content-Encoding</c> says.</summary>
    BrokenEncoding,
}
