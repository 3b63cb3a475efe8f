namespace Genesys.Receiver.Intake;

/// <summary>
/// What every answer says to a browser that gets hold of it (OWASP REST Security Cheat Sheet): nothing here is to be
/// guessed at, framed, run or kept.
/// </summary>
internal static class SecureHeaders
{
    /// <summary>Sets them.</summary>
    public static void AddTo(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
    }
}
