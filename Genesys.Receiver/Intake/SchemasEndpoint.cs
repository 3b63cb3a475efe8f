using System.Text;
using System.Text.Json.Nodes;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>
/// <c>GET /eventbridge/schemas</c>: the JSON Schemas of all generations and topics;
/// <c>/eventbridge/schemas/{name}?topic=…</c>: one of them.
/// </summary>
internal sealed class SchemasEndpoint
{
    public const string Path = "/eventbridge/schemas";

    private const string SchemaJson = "application/schema+json";

    private readonly AnswerWriter _answers;
    private readonly Lazy<(byte[] All, Dictionary<(string Name, string? Topic), byte[]> Each)> _documents;

    public SchemasEndpoint(DeliveryValidator validator, AnswerWriter answers)
    {
        _answers = answers;
        _documents = new(() => Render(JsonSchemaDocument.All(validator)));
    }

    /// <summary>Answers <c>{"schemas":[{"name":…,"topic":…,"href":…,"schema":{…}}]}</c>.</summary>
    public Task HandleAllAsync(HttpContext context) =>
        AnswerAsync(context, "application/json", () => _documents.Value.All);

    /// <summary>Answers one schema, or 404.</summary>
    public Task HandleOneAsync(HttpContext context) => AnswerAsync(context, SchemaJson, () =>
    {
        var name = (string?)context.GetRouteValue("name") ?? "";
        var topic = (string?)context.Request.Query["topic"];
        return _documents.Value.Each.GetValueOrDefault((name, topic));
    });

    private async Task AnswerAsync(HttpContext context, string contentType, Func<byte[]?> document)
    {
        if (document() is not { } bytes)
        {
            await _answers.WriteAsync(context, new Outcome(OutcomeKind.NotFound));
            return;
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    private static (byte[] All, Dictionary<(string Name, string? Topic), byte[]> Each) Render(
        IReadOnlyList<JsonSchemaDocument> documents)
    {
        var all = new JsonObject
        {
            ["schemas"] = new JsonArray([.. documents.Select(document => (JsonNode)new JsonObject
            {
                ["name"] = document.Name,
                ["topic"] = document.Topic,
                ["href"] = Href(document),
                ["schema"] = document.Json.DeepClone(),
            })]),
        };
        return (
            Encoding.UTF8.GetBytes(all.ToJsonString()),
            documents.ToDictionary(
                document => (document.Name, document.Topic), document => Encoding.UTF8.GetBytes(document.ToString())));
    }

    private static string Href(JsonSchemaDocument document) =>
        document.Topic is null
            ? $"{Path}/{document.Name}"
            : $"{Path}/{document.Name}?topic={Uri.EscapeDataString(document.Topic)}";
}
