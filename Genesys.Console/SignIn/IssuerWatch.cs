namespace Genesys.Console.SignIn;

/// <summary>
/// Whether the issuer answers: nobody can sign in while it doesn't, and the log has one line of that, not one for each
/// visit.
/// </summary>
internal sealed partial class IssuerWatch(ILogger<IssuerWatch> logger)
{
    // Microsoft.IdentityModel: no configuration could be had from the issuer, whatever the cause.
    private const string NoConfiguration = "IDX20803";

    private int _isAway;

    public static bool IsAway(Exception? exception) => exception is InvalidOperationException
        && exception.Message.StartsWith(NoConfiguration, StringComparison.Ordinal);

    public void Failed(Exception exception)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
        {
            Log.Away(logger, exception.GetBaseException().Message);
        }
    }

    public void Answered()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
        {
            Log.Back(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The issuer (Console:OpenIdConnect:Authority) can't be reached, and nobody can sign in: {Why}")]
        public static partial void Away(ILogger logger, string why);

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "The issuer (Console:OpenIdConnect:Authority) is reached again.")]
        public static partial void Back(ILogger logger);
    }
}
