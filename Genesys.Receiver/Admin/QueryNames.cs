using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Genesys.Receiver.Admin;

/// <summary>
/// The names that a route's query may have, with the types of their values: a name that is misspelt would silently ask
/// for everything, and of a value that can't be read the handler's generated code tells nothing but the status.
/// </summary>
internal sealed record QueryNames(IReadOnlyDictionary<string, Type> Types)
{
    /// <summary>A query that has none.</summary>
    public static QueryNames None { get; } = new(new Dictionary<string, Type>(StringComparer.Ordinal));

    /// <summary>Those of a handler's parameters.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "The handler's generated code names each property that a query fills.")]
    public static QueryNames Of(MethodInfo handler, IReadOnlyList<string> inPath) => new(
        handler.GetParameters().SelectMany(parameter =>
            parameter.IsDefined(typeof(AsParametersAttribute))
                ? parameter.ParameterType.GetProperties().Where(property => property.CanWrite)
                    .Select(property => (property.Name, property.PropertyType))
                : IsSimple(Bare(parameter.ParameterType)) && !inPath.Contains(parameter.Name, StringComparer.Ordinal)
                    ? [(parameter.Name!, parameter.ParameterType)] : [])
            .ToDictionary(
                one => JsonNamingPolicy.CamelCase.ConvertName(one.Item1), one => Bare(one.Item2),
                StringComparer.OrdinalIgnoreCase));

    /// <summary>What is wrong with a query, in a sentence; null: nothing.</summary>
    public string? FindProblem(IQueryCollection query)
    {
        foreach (var (sent, values) in query)
        {
            if (!Types.TryGetValue(sent, out var type))
            {
                return Types.Count == 0
                    ? "This route takes no query."
                    : $"The query has a name that this route doesn't take; it takes {string.Join(", ", Types.Keys)}.";
            }

            var name = Types.Keys.First(known => known.Equals(sent, StringComparison.OrdinalIgnoreCase));
            if (values.Count > 1)
            {
                return $"{name} must stand once.";
            }

            if (!CanBeRead(type, values[0]))
            {
                return $"{name} is missing, or isn't what this route takes.";
            }
        }

        return null;
    }

    // As the handlers' generated code reads them, which takes an empty value for none.
    private static bool CanBeRead(Type type, string? text) => type switch
    {
        _ when type == typeof(string) => true,
        _ when type == typeof(bool) => bool.TryParse(text, out _),
        _ when type == typeof(int) => int.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
            out _),
        { IsGenericType: true } => Choice.TryParse(type.GetGenericArguments()[0], text, out _),
        _ => throw new NotSupportedException($"No query has a value of type {type}."),
    };

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool IsSimple(Type type) =>
        type.IsPrimitive || type == typeof(string) || type == typeof(DateTimeOffset)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Choice<>));
}
