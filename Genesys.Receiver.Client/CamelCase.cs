using System.Text.Json;
using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>Writes the members of an enumeration as words in camelCase; numbers aren't taken for them.</summary>
public sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
