using System.Globalization;
using System.Text;
using Aspire.Dashboard.Otlp.Protocol;

namespace Aspire.Dashboard.Telemetry;

/// <summary>One attribute, its value as text to read.</summary>
public readonly record struct Attribute(string Key, string Value)
{
    /// <summary>Characters of a value that are shown; the rest is cut off and said to be.</summary>
    public const int MaxValueLength = 16 * 1024;

    private const int MaxDepth = 16;

    public static Attribute[] From(IReadOnlyList<KeyValue> pairs)
    {
        var attributes = new Attribute[pairs.Count];
        for (var i = 0; i < attributes.Length; i++)
        {
            attributes[i] = new Attribute(pairs[i].Key, Text(pairs[i].Value));
        }

        return attributes;
    }

    public static string? Find(IReadOnlyList<Attribute> attributes, string key)
    {
        foreach (var attribute in attributes)
        {
            if (string.Equals(attribute.Key, key, StringComparison.Ordinal))
            {
                return attribute.Value;
            }
        }

        return null;
    }

    /// <summary>The value as text: scalars as they are, lists and maps as JSON would write them.</summary>
    public static string Text(AnyValue? value)
    {
        if (value?.ValueCase == AnyValue.ValueOneofCase.StringValue)
        {
            return value.StringValue.Length <= MaxValueLength ? value.StringValue : value.StringValue[..MaxValueLength] + "…";
        }

        var text = new StringBuilder();
        Append(text, value, 0);
        return text.Length <= MaxValueLength ? text.ToString() : text.ToString(0, MaxValueLength) + "…";
    }

    private static void Append(StringBuilder text, AnyValue? value, int depth)
    {
        if (depth > MaxDepth || text.Length > MaxValueLength)
        {
            text.Append('…');
            return;
        }

        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue when depth > 0:
                text.Append('"').Append(value.StringValue).Append('"');
                break;
            case AnyValue.ValueOneofCase.StringValue:
                text.Append(value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                text.Append(value.BoolValue ? "true" : "false");
                break;
            case AnyValue.ValueOneofCase.IntValue:
                text.Append(value.IntValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue:
                text.Append(value.DoubleValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                text.Append(value.BytesValue.ToBase64());
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                AppendList(text, '[', ']', value.ArrayValue.Values, (item, inner) => Append(text, item, inner), depth);
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                AppendList(text, '{', '}', value.KvlistValue.Values, (pair, inner) =>
                {
                    text.Append('"').Append(pair.Key).Append("\":");
                    Append(text, pair.Value, inner);
                }, depth);
                break;
        }
    }

    private static void AppendList<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T, int> append, int depth)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            append(item, depth + 1);
        }

        text.Append(close);
    }
}
