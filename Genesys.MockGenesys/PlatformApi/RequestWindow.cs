namespace Genesys.MockGenesys.PlatformApi;

/// <summary>How much of a client's minute is used: what the <c>inin-ratelimit-*</c> headers say.</summary>
/// <param name="Count">Requests in this window, the present one included.</param>
/// <param name="Allowed">Requests that a window allows.</param>
/// <param name="ResetSeconds">Seconds until the window is over for certain, 1 to 61: the first answer of a window was
/// seen to say 61.</param>
internal readonly record struct RequestWindow(int Count, int Allowed, int ResetSeconds)
{
    public bool IsExceeded => Count > Allowed;
}
