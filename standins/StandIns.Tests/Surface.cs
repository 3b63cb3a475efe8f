using System.Reflection;

namespace StandIns.Tests;

/// <summary>
/// The public members of an assembly, a line each, and the lists of them that real packages were read into.
/// </summary>
internal static class Surface
{
    public static string[] Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(Members).Order(StringComparer.Ordinal)];

    /// <param name="name">A resource of this assembly: <c>{package}.surface.txt</c>.</param>
    public static string[] Listed(string name)
    {
        using var list = new StreamReader(typeof(Surface).Assembly.GetManifestResourceStream(name)!);
        return list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var property in type.GetProperties(Declared))
        {
            yield return $"{type.FullName}.{property.Name} : {Name(property.PropertyType)}";
        }

        foreach (var field in type.GetFields(Declared))
        {
            yield return $"{type.FullName}.{field.Name} : {Name(field.FieldType)}";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => !method.IsSpecialName))
        {
            var parameters = method.GetParameters().Select(
                parameter => Name(parameter.ParameterType) + (parameter.HasDefaultValue ? " = default" : ""));
            yield return $"{type.FullName}.{method.Name}({string.Join(", ", parameters)}) : {Name(method.ReturnType)}";
        }
    }

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? value.Name + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
