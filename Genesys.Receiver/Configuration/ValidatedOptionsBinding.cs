using System.ComponentModel;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>
/// Fills an options type from its section. A value that can't be converted is left out and reported by its key: the binder's own
/// exception stops at the first one and quotes it, and it may be a secret in the wrong place.
/// </summary>
internal sealed class ValidatedOptionsBinding<TOptions>(string section, IConfiguration configuration)
    : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    private readonly IReadOnlyList<OptionKey> _keys = OptionKeys.Of(section, typeof(TOptions));

    public void Configure(TOptions options)
    {
        var values = Values();
        foreach (var (path, key) in Unconvertible(values))
        {
            values.Remove(path);
        }

        new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(section).Bind(options);
    }

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var failures = Unconvertible(Values())
            .Select(wrong => $"{wrong.Path} must be {ValueForms.Describe(wrong.Key.ValueType)}; what is set there is not "
                + $"(environment variable {OptionKey.ToEnvironmentVariable(wrong.Path)}).")
            .Concat(AttributeRules.Check(section, options))
            .ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

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

    private IEnumerable<(string Path, OptionKey Key)> Unconvertible(Dictionary<string, string?> values) =>
        from pair in values.ToList()
        let key = _keys.FirstOrDefault(key => KeyPattern.Matches(key.Path, pair.Key))
        where key is not null && !ValueForms.Accepts(key.ValueType, pair.Value)
        select (pair.Key, key);
}
