using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Genesys.ServiceDefaults;

/// <summary>Why a program can't start with what it was given.</summary>
public static partial class StartFailure
{
    /// <summary>What to set, in a sentence for whoever started it; values aren't quoted.</summary>
    /// <param name="exception">What the start threw.</param>
    /// <returns>null: it is something else.</returns>
    public static string? Describe(Exception exception) => exception switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{exception.Message} Set ASPNETCORE_URLS to an address that is free.",
        SocketException socket =>
            $"An address of ASPNETCORE_URLS can't be listened on ({socket.SocketErrorCode}): it must be this machine's, "
            + "with a port that this user may open.",
        _ when FailuresOf(exception) is { } failures => string.Join(Environment.NewLine, failures),
        InvalidOperationException { InnerException: not null } when Unreadable().Match(exception.Message) is
        { Success: true } setting => $"{setting.Groups["key"]} can't be read as {setting.Groups["type"]}.",
        _ => null,
    };

    /// <summary>
    /// The sentences in what <see cref="IStartupValidator.Validate"/> throws; null when it is about something else.
    /// </summary>
    public static IReadOnlyList<string>? FailuresOf(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException all when all.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. all.InnerExceptions.Cast<OptionsValidationException>().SelectMany(invalid => invalid.Failures)],
        _ => null,
    };

    // What the binder of configuration says; it has no exception of its own.
    [GeneratedRegex(@" at '(?<key>[^']+)' to type '(\w+\.)*(?<type>\w+)'\.$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Unreadable();
}
