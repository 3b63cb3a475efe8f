namespace Genesys.MockGenesys.PlatformApi;

/// <summary>Code and message that the Platform API gives a status, as far as they are known.</summary>
internal static class KnownProblems
{
    private static readonly Dictionary<int, (string Code, string Message)> ByStatus = new()
    {
        [400] = ("bad.request", "The request could not be understood by the server due to malformed syntax."),
        [401] = ("bad.credentials", "Invalid login credentials."),
        [403] = (
            "missing.any.permissions",
            "Unable to perform the requested action. You must have at least one of the following permissions assigned: "
            + "[conversation:communication:view]"),
        [404] = ("not.found", "The requested resource was not found."),
        [415] = ("unsupported.media.type", "The content type of the request is not supported."),
        [500] = (
            "internal.server.error",
            "The server encountered an unexpected condition which prevented it from fulfilling the request."),
        [503] = ("service.unavailable", "The service is temporarily unavailable. Please try again later."),
        [504] = ("request.timeout", "The request timed out."),
    };

    /// <summary>For a status that isn't known, words that say no more than the status does.</summary>
    public static (string Code, string Message) Of(int status) =>
        ByStatus.GetValueOrDefault(status, ($"http.{status}", "The request failed."));
}
