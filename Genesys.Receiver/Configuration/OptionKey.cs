using System.Reflection;

namespace Genesys.Receiver.Configuration;

/// <summary>
/// One setting: a property of an options type that holds a value rather than an object with properties of its own.
/// </summary>
/// <param name="Path">Key from the root, levels separated by <c>:</c>; <c>*</c> stands for an index, <c>{name}</c> for
/// a name.</param>
/// <param name="Property">The property that it fills.</param>
/// <param name="ValueType">What one value is converted to: the property's type, or the type of a collection's
/// elements.</param>
/// <param name="Alias">A second key that wins over the first, or null.</param>
/// <param name="Conditions">What its being read depends on.</param>
internal sealed record OptionKey(
    string Path, PropertyInfo Property, Type ValueType, string? Alias, IReadOnlyList<OptionCondition> Conditions)
{
    /// <summary>Stands in a path for an index.</summary>
    public const string Any = "*";

    /// <summary>Stands in a path for a name.</summary>
    public const string AnyName = "{name}";

    private static readonly string[] SecretEndings =
        ["Secret", "Password", "Token", "ApiKey", "ApiKeys", "ConnectionString"];

    /// <summary>
    /// True when its value is masked wherever it is shown: it is marked so, or its name sounds so and nobody thought of
    /// it.
    /// </summary>
    public bool IsSecret => Property.IsDefined(typeof(SecretAttribute))
        || SecretEndings.Any(ending => Property.Name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>Name of the environment variable.</summary>
    public string EnvironmentVariable => ToEnvironmentVariable(Alias ?? Path);

    /// <summary>True for a level that stands for any one.</summary>
    public static bool IsAny(string level) => level is Any or AnyName;

    /// <summary>A key as environment variables spell it.</summary>
    public static string ToEnvironmentVariable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>
    /// Ends a sentence about a key with its other spelling, if it has one. Where the value came from isn't known: the
    /// command line, a file and the environment can each have set it.
    /// </summary>
    public static string OtherSpelling(string key) =>
        key.Contains(':', StringComparison.Ordinal)
            ? $" ({ToEnvironmentVariable(key)} as an environment variable)" : "";
}
