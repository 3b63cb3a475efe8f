using System.ComponentModel;
using System.Reflection;
using Genesys.ServiceDefaults;

namespace Genesys.Console;

/// <summary>
/// The keys of the console's settings: what is set that nothing reads, and what can't be read. No sentence has a value,
/// which may be a secret.
/// </summary>
internal static class ConsoleKeys
{
    private const string Any = "*";

    // Consul is another's, and two letters away.
    private const int NearMiss = 1;

    private static readonly IReadOnlyList<(string Path, Type Type)> Known =
        [.. Of(ConsoleOptions.Section, typeof(ConsoleOptions))];

    /// <summary>
    /// A sentence for each key that nothing reads, with the nearest that something does: a misspelt one is otherwise a
    /// default that nobody chose.
    /// </summary>
    public static IEnumerable<string> FindUnknown(IConfiguration configuration) =>
        configuration.AsEnumerable()
            .Where(pair => pair.Value is not null && IsOurs(pair.Key)
                && !Known.Any(known => Matches(known.Path, pair.Key))
                && !(pair.Value.Length == 0 && Known.Any(known => IsBelow(known.Path, pair.Key))))
            .Select(pair => pair.Key).Order(StringComparer.Ordinal).Select(Unknown);

    /// <summary>A sentence for each setting whose value is of another kind.</summary>
    public static IEnumerable<string> FindUnreadable(IConfiguration configuration) =>
        from known in Known
        where configuration[known.Path] is { } value && !CanBeRead(value, known.Type)
        select $"{known.Path} can't be read: it must be {KindOf(known.Type)}.";

    private static IEnumerable<(string Path, Type Type)> Of(string section, Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
        {
            var (path, kind) = ($"{section}:{property.Name}", property.PropertyType);
            return kind == typeof(IList<string>) ? [($"{path}:{Any}", typeof(string))]
                : kind.IsClass && kind.DeclaringType == typeof(ConsoleOptions) ? Of(path, kind)
                : [(path, kind)];
        });

    private static bool IsOurs(string key) => key.Split(':') is [var section, _, ..]
        && EditDistance.Between(section, ConsoleOptions.Section) <= NearMiss;

    private static bool Matches(string pattern, string key) =>
        (pattern.Split(':'), key.Split(':')) is var (levels, given) && levels.Length == given.Length
        && levels.Zip(given).All(pair => pair.First == Any
            || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

    private static bool IsBelow(string path, string key) =>
        path.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase);

    private static string Unknown(string key)
    {
        // One that stands in another place is nearer than one that is spelt alike.
        var nearest = Known.Select(known => known.Path)
            .OrderByDescending(path => string.Equals(NameOf(path), NameOf(key), StringComparison.OrdinalIgnoreCase))
            .ThenBy(path => EditDistance.Between(key, path))
            .First();
        var variable = key.Replace(":", "__", StringComparison.Ordinal);
        return $"{key} is not a setting ({variable} as an environment variable); the nearest one is {nearest}.";
    }

    private static string NameOf(string key) => key[(key.LastIndexOf(':') + 1)..];

    private static bool CanBeRead(string value, Type type)
    {
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static string KindOf(Type type) =>
        type == typeof(TimeSpan) ? "a span of time, such as 00:00:10"
        : type == typeof(int) ? "a whole number"
        : type == typeof(Uri) ? "an address"
        : "of the kind that docs/console.md says";
}
