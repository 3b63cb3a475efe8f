using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>
/// Fills an options type from its section. A value that can't be converted is left out and reported by its key: the
/// binder's own exception stops at the first one and quotes it, and it may be a secret in the wrong place.
/// </summary>
internal sealed class ValidatedOptionsBinding<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
    string section, IConfiguration configuration)
    : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, IBoundOptions<TOptions>
{
    private readonly IReadOnlyList<OptionKey> _keys = OptionKeys.Of(section, typeof(TOptions));

    public void Configure(TOptions options)
    {
        var values = Values();
        foreach (var path in values.Keys.Where(path => IsBlank(values[path]))
            .Concat(Unconvertible(values).Select(wrong => wrong.Path)).ToList())
        {
            values.Remove(path);
        }

        TOptions.Bind(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(section), options);
    }

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var values = Values();
        var failures = Blank(values)
            .Select(key => $"{key} is set to an empty text: give it a value, or don't set it"
                + $"{OptionKey.OtherSpelling(key)}.")
            .Concat(Unconvertible(values).Select(
                wrong => $"{wrong.Path} must be {ValueForms.Describe(wrong.Key.ValueType)}; what is set there is not"
                + $"{OptionKey.OtherSpelling(wrong.Path)}."))
            .Concat(AttributeRules.Check(section, options))
            .ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>The section's values by their keys; a second key's value stands at the first.</summary>
    private Dictionary<string, string?> Values()
    {
        var values = configuration.GetSection(section).AsEnumerable()
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var key in _keys)
        {
            if (key.Alias is { } alias && configuration[alias] is { } value)
            {
                values[key.Path] = value;
            }
        }

        return values;
    }

    /// <summary>
    /// The keys that are set to nothing, by the name under which they are set. An unset variable in a manifest ends
    /// like this, and neither the default nor an entry that matches nothing was meant.
    /// </summary>
    private IEnumerable<string> Blank(Dictionary<string, string?> values)
    {
        foreach (var (path, value) in values.Where(pair => IsBlank(pair.Value)))
        {
            var key = _keys.FirstOrDefault(key => KeyPattern.Matches(key.Path, path));
            if (key is not null)
            {
                yield return key.Alias is { } alias && configuration[alias] is not null ? alias : path;
            }
            else if (IsListWithoutEntries(path, values) && !SettingSource.IsFile(configuration, path))
            {
                // In a file it is the way to write an empty list.
                yield return path;
            }
        }
    }

    private bool IsListWithoutEntries(string path, Dictionary<string, string?> values) =>
        _keys.Any(entry => KeyPattern.IsEntryOf(entry.Path, path))
        && !values.Keys.Any(other => other.StartsWith(path + ':', StringComparison.OrdinalIgnoreCase));

    private static bool IsBlank(string? value) => string.IsNullOrWhiteSpace(value);

    private IEnumerable<(string Path, OptionKey Key)> Unconvertible(Dictionary<string, string?> values) =>
        from pair in values.ToList()
        where !IsBlank(pair.Value)
        let key = _keys.FirstOrDefault(key => KeyPattern.Matches(key.Path, pair.Key))
        where key is not null && !ValueForms.Accepts(key.ValueType, pair.Value)
        select (pair.Key, key);
}
