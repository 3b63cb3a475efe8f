using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Genesys.Receiver.Configuration;

/// <summary>
/// Checks an options object against the validation attributes of its properties, those of nested objects included.
/// </summary>
internal static class AttributeRules
{
    /// <summary>A sentence for each violation, naming the key and never the value.</summary>
    public static IEnumerable<string> Check(string path, object options)
    {
        if (OptionKeys.IsDictionary(options.GetType()))
        {
            return Children(path, options).SelectMany(child => Check(child.Path, child.Value));
        }

        return CheckProperties(path, options);
    }

    private static IEnumerable<string> CheckProperties(string path, object options)
    {
        foreach (var property in OptionKeys.PropertiesOf(options.GetType()))
        {
            var value = property.GetValue(options);
            var key = $"{path}:{property.Name}";
            var name = property.GetCustomAttribute<AlsoNamedAttribute>()?.Key ?? key;
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                var context = new ValidationContext(options, name, null, null) { MemberName = property.Name };
                if (rule.GetValidationResult(value, context) is { } failure)
                {
                    yield return $"{Sentence(rule, name, failure)}{OptionKey.OtherSpelling(name)}.";
                }
            }

            foreach (var (childPath, child) in Children(key, value))
            {
                foreach (var failure in Check(childPath, child))
                {
                    yield return failure;
                }
            }
        }
    }

    private static string Sentence(ValidationAttribute rule, string name, ValidationResult failure) => rule switch
    {
        { ErrorMessage: not null } => failure.ErrorMessage!.TrimEnd('.'),
        RangeAttribute range =>
            $"{name} must be between {ValueForms.Write(range.Minimum)} and {ValueForms.Write(range.Maximum)}",
        RequiredAttribute => $"{name} must be set",
        _ => failure.ErrorMessage!.TrimEnd('.'),
    };

    private static IEnumerable<(string Path, object Value)> Children(string path, object? value) => value switch
    {
        null or string => [],
        IDictionary dictionary => dictionary.Keys.Cast<object>()
            .Where(key => dictionary[key] is { } item && OptionKeys.HasKeysOfItsOwn(item.GetType()))
            .Select(key => ($"{path}:{key}", dictionary[key]!)),
        IEnumerable list => list.Cast<object?>()
            .Select((item, index) => (Path: $"{path}:{index}", Value: item))
            .Where(pair => pair.Value is { } item && OptionKeys.HasKeysOfItsOwn(item.GetType()))
            .Select(pair => (pair.Path, pair.Value!)),
        _ when OptionKeys.HasKeysOfItsOwn(value.GetType()) => [(path, value)],
        _ => [],
    };
}
