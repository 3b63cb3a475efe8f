namespace Genesys.Receiver.Intake.Authentication;

/// <summary>Whether a caller is authenticated.</summary>
internal enum AuthenticationStatus
{
    /// <summary>It showed no credentials, or wrong ones.</summary>
    Failed,

    /// <summary>What is needed to check the credentials can't be reached: the caller has to come again.</summary>
    Undecided,

    /// <summary>Its credentials are right.</summary>
    Succeeded,
}
