using System.Text.Json;

namespace Amazon.CloudWatchLogs.Internal.Json;

/// <summary>Writes members that are set.</summary>
internal static class JsonWriterExtensions
{
    public static void Text(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void Number(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Flag(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    /// <summary>A moment as milliseconds since 1970.</summary>
    public static void Time(this Utf8JsonWriter writer, string name, DateTime? value)
    {
        if (value is { } time)
        {
            writer.WriteNumber(name, new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeMilliseconds());
        }
    }

    public static void Texts(this Utf8JsonWriter writer, string name, List<string>? values)
    {
        if (values is not null)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    }

    public static void Map(this Utf8JsonWriter writer, string name, Dictionary<string, string>? values)
    {
        if (values is not null)
        {
            writer.WriteStartObject(name);
            foreach (var (key, value) in values)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }
    }

    public static void Nested<T>(
        this Utf8JsonWriter writer, string name, T? value, Action<Utf8JsonWriter, T> write) where T : class
    {
        if (value is not null)
        {
            writer.WriteStartObject(name);
            write(writer, value);
            writer.WriteEndObject();
        }
    }

    public static void List<T>(
        this Utf8JsonWriter writer, string name, List<T>? values, Action<Utf8JsonWriter, T> write)
    {
        if (values is not null)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStartObject();
                write(writer, value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }
}
