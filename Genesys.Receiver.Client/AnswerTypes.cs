using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Genesys.Receiver.Client;

/// <summary>
/// How answers are read: what the contracts say is there has to be there. Whatever answers at the receiver's address
/// could otherwise leave <c>null</c> where nobody looks for it.
/// </summary>
internal static class AnswerTypes
{
    private static readonly JsonSerializerOptions Reading = new(ReceiverJson.Default.Options)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = ReceiverJson.Default.WithAddedModifier(AskForAll),
    };

    public static JsonTypeInfo<T> Of<T>(JsonTypeInfo<T> contract) =>
        (JsonTypeInfo<T>)Reading.GetTypeInfo(contract.Type);

    private static void AskForAll(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired |= property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false };
        }

        if (type.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
        {
            type.OnDeserialized = RefuseNulls;
        }
    }

    private static void RefuseNulls(object collection)
    {
        foreach (var item in collection is IDictionary named ? named.Values : (IEnumerable)collection)
        {
            if (item is null)
            {
                throw new JsonException("null stands in a list.");
            }
        }
    }
}
