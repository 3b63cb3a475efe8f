using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Genesys.Receiver.Admin;

/// <summary>
/// What the description of a route lacks otherwise: its names as they are written, bodies that are read as bytes, and
/// an example of each body and answer. The examples are made of the contracts, so they can't have what those don't.
/// </summary>
internal static class AdminDescription
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    private static readonly Dictionary<string, JsonNode> Problems = new(StringComparer.Ordinal)
    {
        ["400"] = Problem(400, "invalid-request", "Invalid request", "limit must be 1 to 500."),
        [
            "401"] = Problem(
                401, "unauthenticated", "Credentials missing or wrong",
                "The request carries no credentials that this service knows."),
        ["403"] = Problem(
            403, "not-permitted", "Not permitted", "This needs the role operator, and the caller is a reader."),
        ["404"] = Problem(404, "no-such-entry", "No such entry", "There is no such delivery, or no longer."),
        ["413"] = Problem(413, "too-large", "Payload too large", "The body is longer than Intake:MaxBodyBytes."),
        ["415"] = Problem(
            415, "unsupported-media-type", "Unsupported media type", "Send Content-Type: application/json in UTF-8."),
        ["429"] = Problem(429, "rate-limited", "Too many requests", "The caller is over its rate limit."),
        ["503"] = Problem(
            503, "journal-unavailable", "Journal is unavailable", "The journal can't be asked at this moment."),
    };

    public static Task CompleteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        if (operation.OperationId is "validate" or "stopJob" or "testDestination")
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new() },
            };
        }

        var (body, answer) = AdminExamples.Of(operation.OperationId!);
        if (body is not null && MediaOf(operation.RequestBody?.Content) is { } request)
        {
            request.Example = body;
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            var example = status[0] == '2' ? answer.GetValueOrDefault(status) : Problems.GetValueOrDefault(status);
            if (example is not null && MediaOf(response.Content) is { } content)
            {
                content.Example = example.DeepClone();
            }
        }

        return Task.CompletedTask;
    }

    private static OpenApiMediaType? MediaOf(IDictionary<string, OpenApiMediaType>? content) =>
        content?.FirstOrDefault(pair => pair.Key is Json or ProblemJson).Value;

    private static JsonNode Problem(int status, string name, string title, string detail) => Node(
        new ReceiverProblem
        {
            Type = Answers.Problem.BasePath + name,
            Title = title,
            Status = status,
            Detail = detail,
            RequestId = "2f0c9a8e-4a7e-4d0a-9c3e-6f2b8f0a7c11",
        },
        ReceiverJson.Default.ReceiverProblem);

    private static JsonNode Node<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;
}
