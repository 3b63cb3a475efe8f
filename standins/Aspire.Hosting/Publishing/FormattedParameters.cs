using System.Globalization;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Parameters that stand somewhere with a format (<c>{password:uri}</c>): each becomes an entry of its own.</summary>
internal sealed class FormattedParameters
{
    private readonly Dictionary<(ParameterResource Parameter, string Format), string> entries = [];

    public void Register(ReferenceExpression expression) => _ = Expression(expression);

    public string Expression(ReferenceExpression expression)
    {
        var parts = new object[expression.ManifestExpressions.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = expression.StringFormats[i] is { Length: > 0 } format && expression.ValueProviders[i] is ParameterResource parameter
                ? $"{{{EntryOf(parameter, format)}.value}}"
                : expression.ManifestExpressions[i];
        }

        return string.Format(CultureInfo.InvariantCulture, expression.Format, parts);
    }

    public void Write(Utf8JsonWriter writer, ParameterResource parameter)
    {
        foreach (var (key, name) in entries.Where(entry => ReferenceEquals(entry.Key.Parameter, parameter)).ToList())
        {
            writer.WriteStartObject(name);
            writer.WriteString("type", "annotated.string");
            writer.WriteString("value", parameter.ValueExpression);
            writer.WriteString("filter", key.Format);
            writer.WriteEndObject();
            entries.Remove(key);
        }
    }

    /// <summary>Writes what was registered after its parameter had been written.</summary>
    public void WriteAll(Utf8JsonWriter writer)
    {
        foreach (var parameter in entries.Keys.Select(key => key.Parameter).Distinct().ToList())
        {
            Write(writer, parameter);
        }
    }

    private string EntryOf(ParameterResource parameter, string format) =>
        entries.TryGetValue((parameter, format), out var known) ? known
        : entries[(parameter, format)] = $"{parameter.Name}-{string.Concat(format.Where(char.IsLetterOrDigit)).ToLowerInvariant()}-encoded";
}
