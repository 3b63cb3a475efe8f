using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Answers;
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

    private static readonly Dictionary<string, JsonNode> ProblemExamples = new(StringComparer.Ordinal)
    {
        ["400"] = Example(400, Problems.InvalidRequest, "limit must be 1 to 500."),
        ["401"] = Example(401, Problems.Unauthenticated),
        ["403"] = Example(403, Problems.NotPermitted, "This needs the role operator, and the caller is a reader."),
        ["404"] = Example(404, Problems.NoSuchEntry, "There is no such delivery, or no longer."),
        ["413"] = Example(413, Problems.TooLarge),
        ["415"] = Example(415, Problems.UnsupportedMediaType),
        ["429"] = Example(429, Problems.RateLimited),
        ["503"] = Example(503, Problems.JournalUnavailable, AdminRequests.NoJournal),
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
            var example = status[0] == '2'
                ? answer.GetValueOrDefault(status) : ProblemExamples.GetValueOrDefault(status);
            if (example is not null && MediaOf(response.Content) is { } content)
            {
                content.Example = example.DeepClone();
            }
        }

        return Task.CompletedTask;
    }

    private static OpenApiMediaType? MediaOf(IDictionary<string, OpenApiMediaType>? content) =>
        content?.FirstOrDefault(pair => pair.Key is Json or ProblemJson).Value;

    private static JsonNode Example(int status, Problem problem, string? detail = null) => AdminExamples.Node(
        new ReceiverProblem
        {
            Type = problem.Type,
            Title = problem.Title,
            Status = status,
            Detail = detail ?? problem.Detail,
            RequestId = "2f0c9a8e-4a7e-4d0a-9c3e-6f2b8f0a7c11",
        },
        ReceiverJson.Default.ReceiverProblem);
}
