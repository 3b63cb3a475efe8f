namespace Genesys.Receiver.Intake;

/// <summary>How the reading of a body ended.</summary>
public enum BodyReading
{
    /// <summary>All of it is there.</summary>
    Complete,

    /// <summary>It is longer than the limit.</summary>
    TooLarge,

    /// <summary>It didn't arrive in time.</summary>
    TooSlow,

    /// <summary>The bodies of other requests take all the memory that bodies may take.</summary>
    NoRoom,

    /// <summary>Its <c>Content-Encoding</c> isn't taken.</summary>
    UnsupportedEncoding,

    /// <summary>It isn't what its <c>Content-Encoding</c> says.</summary>
    BrokenEncoding,
}
