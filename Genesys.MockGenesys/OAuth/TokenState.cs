namespace Genesys.MockGenesys.OAuth;

/// <summary>What a request's bearer token is worth.</summary>
internal enum TokenState
{
    Missing,
    Unknown,
    Expired,
    Valid,
}
