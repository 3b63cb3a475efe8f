namespace Genesys.MockGenesys.OAuth;

/// <summary>What a pair of client id and secret is worth.</summary>
internal enum CredentialsState
{
    Right,
    UnknownClient,
    WrongSecret,
}
