using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Genesys.Receiver.Configuration;

/// <summary>Reads the keys of an options type off its properties.</summary>
internal static class OptionKeys
{
    /// <summary>Every key of a section, in the order of the properties.</summary>
    public static IReadOnlyList<OptionKey> Of(string section, Type type)
    {
        var keys = new List<OptionKey>();
        if (IsDictionary(type))
        {
            // A section of objects that have names.
            Collect($"{section}:{OptionKey.AnyName}", ElementTypeOf(type)!, [], keys);
        }
        else
        {
            Collect(section, type, [], keys);
        }

        return keys;
    }

    /// <summary>True for a type whose values have names.</summary>
    public static bool IsDictionary(Type type) =>
        typeof(IDictionary).IsAssignableFrom(type)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>));

    /// <summary>True when configuration can't give a value to the type itself, only to its properties.</summary>
    public static bool HasKeysOfItsOwn(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type != typeof(string)
        && type != typeof(Uri)
        && !typeof(IEnumerable).IsAssignableFrom(type);

    /// <summary>The properties that configuration can fill.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "IBoundOptions has all of their properties kept.")]
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0
            && (property.SetMethod is { IsPublic: true } || ElementTypeOf(property.PropertyType) is not null));

    /// <summary>The type of a collection's elements or of a dictionary's values; null for any other type.</summary>
    public static Type? ElementTypeOf(Type type)
    {
        if (type == typeof(string) || type == typeof(byte[]))
        {
            return null;
        }

        if (type.IsArray)
        {
            return type.GetElementType();
        }

        if (!typeof(IEnumerable).IsAssignableFrom(type))
        {
            return null;
        }

        // The type itself, or what it derives from.
        var generic = type;
        while (generic is { IsGenericType: false })
        {
            generic = generic.BaseType;
        }

        return generic?.GetGenericArguments()[^1];
    }

    private static void Collect(
        string prefix, Type type, IReadOnlyList<OptionCondition> outer, List<OptionKey> keys)
    {
        foreach (var property in PropertiesOf(type))
        {
            var path = $"{prefix}:{property.Name}";
            var value = property.PropertyType;
            IReadOnlyList<OptionCondition> conditions =
            [
                .. outer,
                .. property.GetCustomAttributes<ReadWithAttribute>().Select(one => new OptionCondition(
                    one.Setting.Contains(':', StringComparison.Ordinal) ? one.Setting : $"{prefix}:{one.Setting}",
                    one.Values, one.Except)),
            ];
            if (ElementTypeOf(value) is { } element)
            {
                path = $"{path}:{(IsDictionary(value) ? OptionKey.AnyName : OptionKey.Any)}";
                value = element;
            }

            value = Nullable.GetUnderlyingType(value) ?? value;
            if (HasKeysOfItsOwn(value))
            {
                Collect(path, value, conditions, keys);
            }
            else
            {
                var alias = property.GetCustomAttribute<AlsoNamedAttribute>()?.Key;
                keys.Add(new OptionKey(path, property, value, alias, conditions));
            }
        }
    }
}
