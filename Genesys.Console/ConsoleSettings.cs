using Genesys.ServiceDefaults;

namespace Genesys.Console;

/// <summary>Whether the settings can work together; each problem is a sentence that says what to set.</summary>
internal static class ConsoleSettings
{
    /// <summary>What a trace's id stands for in <see cref="ConsoleOptions.TraceUrl"/>.</summary>
    public const string TracePlaceholder = "{traceId}";

    public static IEnumerable<string> FindProblems(ConsoleOptions options, bool isDevelopment) =>
        FindWhatDoesntFit(options, isDevelopment).Concat(FindWhatNothingMatches(options.OpenIdConnect));

    private static IEnumerable<string> FindWhatDoesntFit(ConsoleOptions options, bool isDevelopment)
    {
        if (!IsWeb(options.Receiver))
        {
            yield return "Set Console:Receiver to the receiver's base address, such as http://localhost:8000.";
        }

        if (options.OpenIdConnect.Authority is { } authority)
        {
            if (!IsWeb(authority) || (!isDevelopment && authority.Scheme != Uri.UriSchemeHttps))
            {
                yield return "Console:OpenIdConnect:Authority must be an https address: tokens go over it.";
            }

            if (string.IsNullOrWhiteSpace(options.OpenIdConnect.ClientId))
            {
                yield return "Set Console:OpenIdConnect:ClientId to the console's client id at the issuer.";
            }

            if (options.Token is not null)
            {
                yield return "Console:Token and Console:OpenIdConnect are two ways to sign in: set one.";
            }
        }
        else if (!isDevelopment)
        {
            yield return "Set Console:OpenIdConnect:Authority: outside Development people sign in there. "
                + "Console:Token is for Development alone.";
        }

        if (options.Token is { Length: < 16 })
        {
            yield return
                "Console:Token must have at least 16 characters; leave it away, and one is made at each start.";
        }

        if (options.TraceUrl is { } trace
            && (!trace.Contains(TracePlaceholder, StringComparison.Ordinal)
                || !Uri.TryCreate(
                    trace.Replace(TracePlaceholder, "0", StringComparison.Ordinal), UriKind.Absolute, out var url)
                || !IsWeb(url)))
        {
            yield return "Console:TraceUrl must be an http or https address that has {traceId} in it.";
        }

        if (options.MockGenesys is { } mock && (!isDevelopment || !IsWeb(mock)))
        {
            yield return
                "Console:MockGenesys is for Development alone, and is an http address, such as http://localhost:8010.";
        }

        if (options.Timeout < TimeSpan.FromSeconds(0.1) || options.Timeout > TimeSpan.FromSeconds(60))
        {
            yield return "Console:Timeout must be between 0.1 and 60 seconds, such as 00:00:10.";
        }

        if (options.MaxWatchers is < 1 or > 100_000)
        {
            yield return "Console:MaxWatchers must be between 1 and 100000.";
        }
    }

    private static IEnumerable<string> FindWhatNothingMatches(ConsoleOptions.OpenIdConnectSettings settings)
    {
        IEnumerable<(string Name, string? Value)> names =
        [
            (nameof(settings.ClientId), settings.ClientId),
            (nameof(settings.NameClaim), settings.NameClaim),
            .. settings.Scopes.Select((scope, index) => ($"{nameof(settings.Scopes)}:{index}", (string?)scope)),
        ];
        return names.Where(one => one.Value is { } value && !LiteralText.CanMatch(value))
            .Select(one => $"Console:OpenIdConnect:{one.Name} {LiteralText.Problem}.");
    }

    private static bool IsWeb(Uri? address) => address is { IsAbsoluteUri: true }
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
