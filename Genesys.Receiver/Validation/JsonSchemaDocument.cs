using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;
using Genesys.Receiver.Validation.Schemas.Topics;

namespace Genesys.Receiver.Validation;

/// <summary>
/// A generation of events, or one topic of it, as JSON Schema 2020-12, written from the rules that validate.
/// </summary>
/// <param name="Name">The generation's name, as in answers: <c>genesys.cloud/1</c>.</param>
/// <param name="Topic">The topic's template, or null for the generation as a whole.</param>
/// <param name="Json">The document.</param>
/// <remarks>
/// A JSON Schema can't say that names are unique, that NaN isn't a number, that the <c>topicName</c> of an unknown
/// topic fits, and how deep a payload goes and how long its numbers are.
/// </remarks>
internal sealed record JsonSchemaDocument(string Name, string? Topic, JsonObject Json)
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private const string Id = "urn:genesys-receiver:schema:";

    /// <summary>Every generation, and every topic that is known.</summary>
    public static IReadOnlyList<JsonSchemaDocument> All(DeliveryValidator validator) =>
    [
        .. validator.Schemas.SelectMany(schema => schema.ReportsTopics
            ? TopicBodies.Known.Select(topic => OfTopic(schema, topic)).Prepend(OfTopics(schema))
            : [OfGeneration(schema)]),
    ];

    private static JsonSchemaDocument OfGeneration(EventSchema schema)
    {
        var json = Head(schema.Name, null);
        Merge(json, schema.Envelope.ToJsonSchema());
        Merge(json, schema.BetweenMembers());
        return new JsonSchemaDocument(schema.Name, null, json);
    }

    private static JsonSchemaDocument OfTopics(EventSchema schema)
    {
        var json = Head(schema.Name, null);
        Merge(json, schema.Envelope.ToJsonSchema());
        json["allOf"] = new JsonArray([.. TopicBodies.Known.Select(topic => (JsonNode)new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = IsOf(topic), ["required"] = new JsonArray("detail-type") },
            ["then"] = Detail(topic),
        })]);
        return new JsonSchemaDocument(schema.Name, null, json);
    }

    private static JsonSchemaDocument OfTopic(EventSchema schema, Topic topic)
    {
        var json = Head(schema.Name, topic.Template);
        Merge(json, schema.Envelope.ToJsonSchema());
        json["allOf"] = new JsonArray(new JsonObject { ["properties"] = IsOf(topic) }, Detail(topic));
        return new JsonSchemaDocument(schema.Name, topic.Template, json);
    }

    private static JsonObject IsOf(Topic topic) =>
        new() { ["detail-type"] = new JsonObject { ["const"] = topic.Template } };

    private static JsonObject Detail(Topic topic)
    {
        var properties = new JsonObject { ["topicName"] = new JsonObject { ["pattern"] = Pattern(topic.Template) } };
        if (topic.IsTyped)
        {
            properties["eventBody"] = topic.Body.ToJsonSchema();
        }

        var detail = new JsonObject { ["properties"] = properties };
        return new() { ["properties"] = new JsonObject { ["detail"] = detail } };
    }

    private static JsonObject Head(string name, string? topic) => new()
    {
        ["$schema"] = Dialect,
        ["$id"] = topic is null ? Id + name : $"{Id}{name}:{topic.Replace("{id}", "-", StringComparison.Ordinal)}",
        ["title"] = topic ?? name,
    };

    /// <summary>A topic's name as <see cref="TopicForm.Fits"/> takes it.</summary>
    private static string Pattern(string template)
    {
        var pattern = new StringBuilder("^");
        var parts = template.Split("{id}");
        for (var index = 0; index < parts.Length; index++)
        {
            pattern.Append(SchemaPattern.Escape(parts[index]));
            if (index < parts.Length - 1)
            {
                pattern.Append(
                    index == parts.Length - 2 && parts[^1].Length == 0 ? SchemaPattern.AnyCharacter : "[^.]+");
            }
        }

        return parts[^1].Length == 0 ? pattern.ToString() : pattern.Append('$').ToString();
    }

    private static void Merge(JsonObject target, JsonObject source)
    {
        foreach (var (name, value) in source)
        {
            target[name] = value?.DeepClone();
        }
    }

    /// <summary>The document's text.</summary>
    public override string ToString() => Json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
