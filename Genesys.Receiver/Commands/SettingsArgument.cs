using System.CommandLine;
using System.CommandLine.Parsing;

namespace Genesys.Receiver.Commands;

/// <summary>
/// Arguments that are settings of the host: <c>--Key:Name=value</c>, or a key and its value as two (<c>--urls
/// http://127.0.0.1:8000</c>).
/// </summary>
internal sealed class SettingsArgument : Argument<string[]>
{
    public SettingsArgument()
        : base("settings")
    {
        Description = "Settings that win over those of files and the environment.";
        HelpName = "--Key:Name=value";
        Arity = ArgumentArity.ZeroOrMore;
        Validators.Add(result =>
        {
            if (FirstUnknown([.. result.Tokens.Select(token => token.Value)]) is { } unknown)
            {
                result.AddError($"The argument {unknown} isn't understood, or lacks its value.");
            }
        });
    }

    /// <summary>The settings that were given, those before the command's name included.</summary>
    public static string[] Of(ParseResult parsed)
    {
        var settings = new List<string>();
        for (SymbolResult? level = parsed.CommandResult; level is CommandResult command; level = level.Parent)
        {
            settings.InsertRange(
                0,
                command.Children.OfType<ArgumentResult>().Where(result => result.Argument is SettingsArgument)
                .SelectMany(result => result.Tokens.Select(token => token.Value)));
        }

        return [.. settings];
    }

    private static string? FirstUnknown(string[] tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            var isPair = IsKey(tokens[i]) && i + 1 < tokens.Length && !IsKey(tokens[i + 1]);
            if (!isPair)
            {
                return tokens[i];
            }

            i++;
        }

        return null;
    }

    private static bool IsKey(string token) => token.StartsWith("--", StringComparison.Ordinal);
}
