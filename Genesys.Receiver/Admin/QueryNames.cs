using System.Reflection;
using System.Text.Json;

namespace Genesys.Receiver.Admin;

/// <summary>The names that a route's query may have: one that is misspelt would silently ask for everything.</summary>
internal sealed record QueryNames(IReadOnlySet<string> Names)
{
    public static QueryNames Of(params string[] names) => new(names.ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Those of a handler's parameters.</summary>
    public static QueryNames Of(MethodInfo handler, IReadOnlyList<string> inPath) => Of(
    [
        .. handler.GetParameters().SelectMany(parameter =>
            parameter.IsDefined(typeof(AsParametersAttribute))
                ? parameter.ParameterType.GetProperties().Where(property => property.CanWrite)
                    .Select(property => property.Name)
                : IsSimple(parameter.ParameterType) && !inPath.Contains(parameter.Name, StringComparer.Ordinal)
                    ? [parameter.Name!] : [])
            .Select(JsonNamingPolicy.CamelCase.ConvertName),
    ]);

    /// <summary>What is wrong with a query, in a sentence; null: nothing.</summary>
    public string? FindProblem(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!Names.Contains(name))
            {
                return Names.Count == 0
                    ? "This route takes no query."
                    : $"The query has a name that this route doesn't take; it takes {string.Join(", ", Names)}.";
            }

            if (values.Count > 1)
            {
                return $"{Names.First(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))} must stand once.";
            }
        }

        return null;
    }

    private static bool IsSimple(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsPrimitive || bare == typeof(string) || bare == typeof(DateTimeOffset)
            || (bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(Choice<>));
    }
}
