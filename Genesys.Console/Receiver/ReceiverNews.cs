namespace Genesys.Console.Receiver;

/// <summary>Says in the log why pages can't show anything: once, until the receiver answers again.</summary>
internal sealed partial class ReceiverNews(ILogger<ReceiverNews> logger)
{
    private string? _said;

    public void Failed(Trouble trouble)
    {
        if (Interlocked.Exchange(ref _said, trouble.Title) != trouble.Title)
        {
            Log.Failed(logger, trouble.Title);
        }
    }

    public void Answered()
    {
        if (Interlocked.Exchange(ref _said, null) is not null)
        {
            Log.Answered(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Pages say what the console knew last: {Why}")]
        public static partial void Failed(ILogger logger, string why);

        [LoggerMessage(Level = LogLevel.Information, Message = "The receiver answers again.")]
        public static partial void Answered(ILogger logger);
    }
}
