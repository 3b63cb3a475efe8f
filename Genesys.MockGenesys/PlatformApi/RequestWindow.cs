namespace Genesys.MockGenesys.PlatformApi;

/// <summary>How much of a client's minute is used: what the <c>inin-ratelimit-*</c> headers say.</summary>
/// <param name="Count">Requests in this window, the present one included.</param>
/// <param name="Allowed">Requests that a window allows.</param>
/// <param name="ResetSeconds">Whole seconds until the window ends, 1 to 60.</param>
internal readonly record struct RequestWindow(int Count, int Allowed, int ResetSeconds)
{
    public bool IsExceeded => Count > Allowed;
}
