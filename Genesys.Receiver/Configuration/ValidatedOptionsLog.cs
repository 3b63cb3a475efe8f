namespace Genesys.Receiver.Configuration;

/// <summary>What <see cref="ValidatedOptionsFactory{TOptions}"/> says.</summary>
internal static partial class ValidatedOptionsLog
{
    [LoggerMessage(
        1, LogLevel.Error, "A change of settings is ignored, what was valid before stays in force: {Problems}")]
    public static partial void ChangeIgnored(ILogger logger, string problems);
}
