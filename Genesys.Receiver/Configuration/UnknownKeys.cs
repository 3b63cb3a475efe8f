using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Configuration;

/// <summary>
/// Finds settings that nothing reads, a misspelt key or one of a choice that wasn't made: otherwise each is a default
/// that nobody chose.
/// </summary>
internal sealed class UnknownKeys(IConfiguration configuration, IEnumerable<OptionsSection> sections)
{
    private const int NearEnough = 3;

    private readonly IReadOnlyList<OptionsSection> _sections = [.. sections];

    /// <summary>
    /// A sentence for each, naming the nearest known key or the setting that it depends on; never a value.
    /// </summary>
    public IReadOnlyList<string> Find()
    {
        var known = _sections.SelectMany(section => OptionKeys.Of(section.Path, section.Type)).ToList();
        var aliases = known.Where(key => key.Alias is not null).Select(key => key.Alias!).ToList();
        var roots =
            _sections.Select(section => section.Path.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var set = configuration.AsEnumerable().Where(pair => pair.Value is not null).ToList();
        return
        [
            .. set
                .Where(pair => !string.IsNullOrWhiteSpace(pair.Value)
                    || !known.Any(option => KeyPattern.IsBelow(option.Path, pair.Key)))
                .Select(pair => pair.Key)
                .Where(key => !IsKnown(key, known, aliases))
                .Select(key => Describe(key, known, aliases, roots))
                .OfType<string>()
                .Order(StringComparer.Ordinal),
            .. set
                .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .SelectMany(pair => WhyNotRead(pair.Key, known).Select(
                    reason => $"{pair.Key} has no effect{OptionKey.OtherSpelling(pair.Key)}: {reason}.")),
        ];
    }

    private IEnumerable<string> WhyNotRead(string key, IEnumerable<OptionKey> known) => known
        .Where(option => option.Conditions.Count > 0 && KeyPattern.Matches(option.Path, key))
        .SelectMany(option => option.Conditions)
        .Select(condition => WhyNotRead(key, condition))
        .OfType<string>();

    private string? WhyNotRead(string key, OptionCondition condition)
    {
        var levels = key.Split(':');
        var other = string.Join(
            ':', condition.Path.Split(':').Select((level, index) => OptionKey.IsAny(level) ? levels[index] : level));
        var value = configuration[other];
        if (condition.Values.Count == 0)
        {
            return string.IsNullOrWhiteSpace(value) ? $"it is read only when {other} is set" : null;
        }

        var known = condition.Values.FirstOrDefault(one => one.Equals(value, StringComparison.OrdinalIgnoreCase));
        return (condition.Except, known) switch
        {
            (true, { } excluded) => $"it is not read with {other} {excluded}",
            (false, null) => $"it is read only with {other} {string.Join(" or ", condition.Values)}",
            _ => null,
        };
    }

    private static bool IsKnown(string key, List<OptionKey> known, List<string> aliases)
    {
        var setting = key.EndsWith(SecretFilesSource.Suffix, StringComparison.OrdinalIgnoreCase)
            ? key[..^SecretFilesSource.Suffix.Length]
            : key;
        return known.Any(option => KeyPattern.Matches(option.Path, setting))
            || aliases.Contains(setting, StringComparer.OrdinalIgnoreCase);
    }

    private static string? Describe(string key, List<OptionKey> known, List<string> aliases, List<string> sections)
    {
        var first = key.Split(':')[0];
        if (sections.Contains(first, StringComparer.OrdinalIgnoreCase))
        {
            return Sentence(key, known.Select(option => option.Path), limit: key.Length);
        }

        // Keys from the root belong to everyone: only a near miss of a name of ours is worth a word.
        return key.Contains(':', StringComparison.Ordinal)
            ? sections.Where(section => EditDistance.Between(first, section) is > 0 and <= 2)
                .Select(section => Sentence(key, known.Select(option => option.Path), limit: key.Length))
                .FirstOrDefault()
            : aliases.Any(alias => EditDistance.Between(key, alias) is > 0 and <= NearEnough)
                ? Sentence(key, aliases, NearEnough)
                : null;
    }

    private static string Sentence(string key, IEnumerable<string> candidates, int limit)
    {
        var nearest = candidates
            .Select(candidate => (Name: candidate, Distance: EditDistance.Between(key, candidate)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
        return $"{key} is not a setting{OptionKey.OtherSpelling(key)}"
            + (nearest is null ? "." : $"; the nearest one is {nearest}.");
    }
}
