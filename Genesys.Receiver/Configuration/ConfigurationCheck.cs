using System.Text.RegularExpressions;
using Genesys.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>Checks every setting without starting the service (<c>config check</c>).</summary>
internal sealed partial class ConfigurationCheck(
    IStartupValidator validator,
    UnknownKeys unknownKeys,
    IEnumerable<OptionsSection> sections,
    IConfiguration configuration)
{
    private const string Mask = "******";

    /// <summary>Every problem, in a sentence each; empty when the service would start.</summary>
    public IReadOnlyList<string> Problems() => [.. Failures(), .. unknownKeys.Find()];

    /// <summary>The settings that are set, as <c>key = value</c>, secrets masked.</summary>
    public IReadOnlyList<string> Settings() =>
    [
        .. from section in sections
           from key in OptionKeys.Of(section.Path, section.Type)
           from setting in Set(key)
           select $"{setting.Key} = {(key.IsSecret ? Mask : WithoutCredentials(setting.Value!))}",
    ];

    /// <summary>Prints the settings and the problems.</summary>
    /// <returns>0 when there is no problem, else 1.</returns>
    public int Run(TextWriter output, TextWriter errors)
    {
        foreach (var setting in Settings())
        {
            output.WriteLine(setting);
        }

        var problems = Problems();
        foreach (var problem in problems)
        {
            errors.WriteLine(problem);
        }

        output.WriteLine(problems.Count == 0
            ? "The configuration is valid."
            : $"The configuration has {problems.Count} problem(s).");
        return problems.Count == 0 ? 0 : 1;
    }

    /// <summary>What stops the start, in a sentence each.</summary>
    public IReadOnlyList<string> Failures()
    {
        try
        {
            validator.Validate();
            return [];
        }
        catch (Exception exception) when (StartFailure.FailuresOf(exception) is not null)
        {
            return StartFailure.FailuresOf(exception)!;
        }
    }

    /// <summary>An address may hold a user, a password, or a key in its query.</summary>
    private static string WithoutCredentials(string value) => Credentials().Replace(value, Mask);

    [GeneratedRegex(@"(?<=//)[^/?#\s]*@|(?<=//[^?#\s]*)[?#]\S+", RegexOptions.None, 1_000)]
    private static partial Regex Credentials();

    private IEnumerable<(string Key, string? Value)> Set(OptionKey key) => configuration.AsEnumerable()
        .Where(pair => pair.Value is not null
            && (KeyPattern.Matches(key.Path, pair.Key)
                || string.Equals(pair.Key, key.Alias, StringComparison.OrdinalIgnoreCase)))
        .Select(pair => (pair.Key, pair.Value))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal);
}
