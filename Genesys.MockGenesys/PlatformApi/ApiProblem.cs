namespace Genesys.MockGenesys.PlatformApi;

/// <summary>The body of every error of the Platform API.</summary>
internal sealed record ApiProblem(string Message, string Code, int Status, string ContextId)
{
    private const int DefaultRetryAfterSeconds = 2;

    public IReadOnlyDictionary<string, string> MessageParams { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<object> Details { get; init; } = [];

    public IReadOnlyList<object> Errors { get; init; } = [];

    /// <summary>Writes the problem as the whole answer, with the request's own correlation id.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ApiProblem(message, code, status, Correlation.IdOf(context)), context.RequestAborted);
    }

    /// <summary>
    /// 429 in the form that every Genesys Cloud API has used since November 2021, with its <c>Retry-After</c>.
    /// </summary>
    public static Task WriteTooManyRequestsAsync(HttpContext context, int retryAfterSeconds)
    {
        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        return WriteAsync(
            context, 429, "too.many.requests.retry.after",
            $"Rate limit exceeded the maximum. Retry the request in [{retryAfterSeconds}] seconds");
    }

    /// <summary>A status with the code and message that belong to it.</summary>
    public static Task WriteAsync(HttpContext context, int status)
    {
        if (status == StatusCodes.Status429TooManyRequests)
        {
            return WriteTooManyRequestsAsync(context, DefaultRetryAfterSeconds);
        }

        var (code, message) = KnownProblems.Of(status);
        return WriteAsync(context, status, code, message);
    }
}
