using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration.Platform;

/// <summary>
/// The section <c>Logging</c>, which logging reads when the host is built, and throws at what it doesn't know.
/// </summary>
internal sealed class LogSettings(IConfiguration configuration, IServiceProvider services) : ISettingsCheck
{
    private const string LevelSection = "LogLevel";

    public IEnumerable<string> Problems()
    {
        var levels = string.Join(", ", Enum.GetNames<LogLevel>());
        foreach (var (key, value) in configuration.GetSection("Logging").AsEnumerable())
        {
            var isLevel = key.Split(':') is [_, LevelSection, _] or [_, _, LevelSection, _];
            if (isLevel && !string.IsNullOrEmpty(value) && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
            {
                yield return $"{key} must be one of {levels}{OptionKey.OtherSpelling(key)}.";
            }
        }

        if (!CanBeRead<ConsoleLoggerOptions>() || !CanBeRead<SimpleConsoleFormatterOptions>()
            || !CanBeRead<JsonConsoleFormatterOptions>())
        {
            yield return "The section Logging:Console holds a value that logging doesn't take.";
        }
    }

    private bool CanBeRead<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>()
        where TOptions : class
    {
        try
        {
            _ = services.GetService<IOptionsMonitor<TOptions>>()?.CurrentValue;
            return true;
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            return false;
        }
    }
}
