using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Client;
using Genesys.Receiver.Intake;

namespace Genesys.Tests.Admin;

/// <summary>
/// The client and the OpenAPI document say the same: neither has a route, a name or a member that the other lacks.
/// </summary>
public sealed class ClientContractTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DeliveryFilter AllOfDeliveries = new()
    {
        EventId = "e",
        ConversationId = "c",
        RequestId = "r",
        TraceId = "t",
        Topic = "t",
        Reason = "r",
        Destination = "d",
        Group = "g",
        MinAttempts = 1,
        Republished = true,
        From = Noon,
        To = Noon,
        State = DeliveryState.Any,
    };

    private static readonly AnomalyFilter AllOfAnomalies = new()
    {
        Type = "t",
        Group = "g",
        EventId = "e",
        RequestId = "r",
        TraceId = "t",
        From = Noon,
        To = Noon,
        State = AnomalyState.Any,
    };

    private static readonly AuditFilter AllOfAudit = new() { By = "b", Action = "a", From = Noon, To = Noon };

    // Every method of the client, with all that it can be given.
    private static readonly Dictionary<string, Func<ReceiverClient, Task>> Calls = new()
    {
        [nameof(ReceiverClient.GetOperatorAsync)] = client => client.GetOperatorAsync(Cancel),
        [nameof(ReceiverClient.GetInfoAsync)] = client => client.GetInfoAsync(Cancel),
        [nameof(ReceiverClient.GetCountsAsync)] = client => client.GetCountsAsync(Cancel),
        [
            nameof(ReceiverClient.FindDeliveriesAsync)] = client =>
                client.FindDeliveriesAsync(AllOfDeliveries, 1, "c", Cancel),
        [nameof(ReceiverClient.FindDeliveryAsync)] = client => client.FindDeliveryAsync(1, true, Cancel),
        [
            nameof(ReceiverClient.FindAnomaliesAsync)] = client =>
                client.FindAnomaliesAsync(AllOfAnomalies, 1, "c", Cancel),
        [nameof(ReceiverClient.FindAnomalyAsync)] = client => client.FindAnomalyAsync(1, Cancel),
        [nameof(ReceiverClient.GetAnomalyGroupsAsync)] = client => client.GetAnomalyGroupsAsync(Noon, Noon, Cancel),
        [nameof(ReceiverClient.ReplayAnomaliesAsync)] = client => client.ReplayAnomaliesAsync([1], "r", Cancel),
        [nameof(ReceiverClient.DiscardAnomaliesAsync)] = client => client.DiscardAnomaliesAsync([1], "r", Cancel),
        [nameof(ReceiverClient.GetFailuresAsync)] = client => client.GetFailuresAsync(Cancel),
        [nameof(ReceiverClient.FindFailureAsync)] = client => client.FindFailureAsync("a/b", Cancel),
        [nameof(ReceiverClient.GetActivityAsync)] = client => client.GetActivityAsync(Noon, Noon, Cancel),
        [nameof(ReceiverClient.CreateJobAsync)] = client => client.CreateJobAsync(
            new JobRequest
            {
                Action = JobAction.Replay,
                Filter = AllOfDeliveries,
                RatePerSecond = 1,
                Reason = "r",
                AsOf = Noon,
            },
                Cancel),
        [nameof(ReceiverClient.GetJobsAsync)] = client => client.GetJobsAsync(1, "c", Cancel),
        [nameof(ReceiverClient.FindJobAsync)] = client => client.FindJobAsync(1, Cancel),
        [nameof(ReceiverClient.StopJobAsync)] = client => client.StopJobAsync(1, Cancel),
        [nameof(ReceiverClient.GetReconciliationAsync)] = client => client.GetReconciliationAsync(1, "c", Cancel),
        [nameof(ReceiverClient.FindReconciliationAsync)] =
            client => client.FindReconciliationAsync(1, ReconciliationResult.Missing, 1, "c", Cancel),
        [nameof(ReceiverClient.GetAuditAsync)] = client => client.GetAuditAsync(AllOfAudit, 1, "c", Cancel),
        [nameof(ReceiverClient.GetDestinationsAsync)] = client => client.GetDestinationsAsync(Cancel),
        [nameof(ReceiverClient.PauseDestinationAsync)] = client => client.PauseDestinationAsync("a/b", "r", Cancel),
        [
            nameof(ReceiverClient.ResumeDestinationAsync)] = client =>
                client.ResumeDestinationAsync("crm", "r", Cancel),
        [nameof(ReceiverClient.TestDestinationAsync)] = client => client.TestDestinationAsync("crm", Cancel),
        [nameof(ReceiverClient.DiscardWaitingAsync)] = client => client.DiscardWaitingAsync("crm", "r", Cancel),
        [nameof(ReceiverClient.ValidateAsync)] = client => client.ValidateAsync("{}"u8.ToArray(), Cancel),
        [nameof(ReceiverClient.GetSchemasAsync)] = client => client.GetSchemasAsync(Cancel),
        [nameof(ReceiverClient.WatchAsync)] = async client =>
        {
            await foreach (var _ in client.WatchAsync("1", Cancel))
            {
                break;
            }
        },
    };

    // The same request as another method's, or one of a route that isn't the admin API's.
    private static readonly string[] Others =
    [
        nameof(ReceiverClient.ReadDeliveriesAsync), nameof(ReceiverClient.ReadAnomaliesAsync),
        nameof(ReceiverClient.CountJobAsync),
        nameof(ReceiverClient.GetHealthAsync),
    ];

    private AdminApp _app = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _app = await AdminApp.StartAsync();
        _document = await _app.Client.GetFromJsonAsync<JsonElement>(OpenApi.Path, Cancel);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void EveryMethodOfTheClient_IsCalledHere() => Assert.Equal(
        Calls.Keys.Concat(Others).Order(StringComparer.Ordinal),
        typeof(ReceiverClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(method => method.Name).Order(StringComparer.Ordinal));

    [Fact]
    public async Task EveryCall_IsARouteWithTheseNames_AndEveryRouteIsACall()
    {
        var called = new List<string>();
        foreach (var (name, call) in Calls)
        {
            var request = await SentAsync(call);
            var (path, operation) = Operations()
                .Single(route => route.Method == request.Method && Matches(route.Route.Path, request.Path)).Route;
            called.Add($"{request.Method} {path}");
            Assert.Equal(
                (name, string.Join(", ", Names(operation, "query"))),
                (name, string.Join(", ", request.Query.Order(StringComparer.Ordinal))));
            if (request.Body is JsonObject { Count: > 0 } body)
            {
                var schema = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
                    .GetProperty("schema");
                Assert.Subset(
                    Members(schema).ToHashSet(StringComparer.Ordinal),
                    body.Select(member => member.Key).ToHashSet(StringComparer.Ordinal));
            }
        }

        Assert.Equal(
            Operations().Select(route => $"{route.Method} {route.Route.Path}").Order(StringComparer.Ordinal),
            called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EverySchema_HasTheMembersOfTheClientsContract()
    {
        var options = ReceiverJson.Default.Options;
        foreach (var schema in _document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (TypeOf(schema.Name) is not { } type)
            {
                Assert.Contains(schema.Name, (string[])["JsonElement", "ProblemDetails"]);
                continue;
            }

            if (type.IsEnum)
            {
                Assert.Equal(
                    Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName),
                    schema.Value.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
                continue;
            }

            var members = options.GetTypeInfo(type).Properties;
            Assert.Equal(
                (schema.Name, string.Join(", ", members.Select(member => member.Name).Order(StringComparer.Ordinal))),
                (schema.Name,
                    string.Join(
                        ", ",
                        schema.Value.GetProperty("properties").EnumerateObject().Select(member => member.Name)
                            .Order(StringComparer.Ordinal))));
            Assert.All(
                members.Where(member => member.IsRequired),
                member =>
                    Assert.Contains(
                        member.Name,
                        schema.Value.GetProperty("required").EnumerateArray().Select(name => name.GetString())));
        }
    }

    [Fact]
    public void EveryRoute_SaysWhatItDoesTakesAnswersAndRefuses_WithExamples()
    {
        foreach (var (method, (path, operation)) in Operations())
        {
            Assert.True(operation.GetProperty("summary").GetString()!.Length > 10, path);
            Assert.All(
                Parameters(operation),
                parameter => Assert.True(parameter.TryGetProperty("description", out _), $"{path} {parameter}"));
            if (method == "POST"
                && !operation.GetProperty("summary").GetString()!.EndsWith("The body is {}.", StringComparison.Ordinal))
            {
                Assert.True(
                    operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
                        .TryGetProperty("example", out _), path);
            }

            foreach (var status in (string[])["400", "401", "403", "429", "503"])
            {
                var problem = operation.GetProperty("responses").GetProperty(status).GetProperty("content")
                    .GetProperty("application/problem+json");
                Assert.True(problem.TryGetProperty("example", out _), $"{path} {status}");
            }

            foreach (var answer in operation.GetProperty("responses").EnumerateObject()
                .Where(answer => answer.Name[0] == '2'))
            {
                Assert.True(
                    path is "/admin/changes" or "/admin/schemas"
                    || answer.Value.GetProperty("content").GetProperty("application/json")
                        .TryGetProperty("example", out _),
                    $"{path} {answer.Name}");
            }
        }
    }

    [Fact]
    public async Task WhatIsNoAnswerOfTheReceiver_IsSaid()
    {
        using var http = new HttpClient(new Recorder(HttpStatusCode.OK, "<html>a proxy's page</html>", "text/html"))
        {
            BaseAddress = new Uri("http://receiver"),
        };
        var failure = await Assert.ThrowsAsync<ReceiverException>(
            () => new ReceiverClient(http).GetCountsAsync(Cancel));
        Assert.StartsWith(
            "The answer isn't one of the receiver's admin API", failure.Message, StringComparison.Ordinal);

        using var missing = new HttpClient(new Recorder(HttpStatusCode.NotFound, "nothing here", "text/plain"))
        {
            BaseAddress = new Uri("http://receiver"),
        };
        Assert.Equal(
            404,
            (await Assert.ThrowsAsync<ReceiverException>(
                () => new ReceiverClient(missing).FindDeliveryAsync(1, false, Cancel))).Status);
    }

    private static async Task<(string Method, string Path, IReadOnlyList<string> Query, JsonNode? Body)> SentAsync(
        Func<ReceiverClient, Task> call)
    {
        var recorder = new Recorder(HttpStatusCode.Forbidden, "{}", "application/problem+json");
        using var http = new HttpClient(recorder) { BaseAddress = new Uri("http://receiver") };
        await Assert.ThrowsAsync<ReceiverException>(() => call(new ReceiverClient(http)));
        return recorder.Sent!.Value;
    }

    private IEnumerable<(string Method, (string Path, JsonElement Operation) Route)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        where path.Name.StartsWith("/admin", StringComparison.Ordinal)
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), (path.Name, operation.Value));

    private static bool Matches(string template, string path)
    {
        var (known, sent) = (template.Split('/'), path.Split('/'));
        return known.Length == sent.Length && known.Zip(sent).All(pair => pair.First == pair.Second
            || (pair.First.StartsWith('{')
                && !(template.EndsWith("{key}", StringComparison.Ordinal) && !char.IsAsciiDigit(pair.Second[0]))));
    }

    private static IEnumerable<string> Names(JsonElement operation, string place) => Parameters(operation)
        .Where(parameter => parameter.GetProperty("in").GetString() == place)
        .Select(parameter => parameter.GetProperty("name").GetString()!).Order(StringComparer.Ordinal);

    private static List<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    private IEnumerable<string> Members(JsonElement schema) =>
        _document.GetProperty("components").GetProperty("schemas")
        .GetProperty(schema.GetProperty("$ref").GetString()!.Split('/')[^1]).GetProperty("properties").EnumerateObject()
        .Select(member => member.Name);

    private static Type? TypeOf(string schema)
    {
        var assembly = typeof(ReceiverClient).Assembly;
        const string Page = "PageOf";
        return schema.StartsWith(Page, StringComparison.Ordinal)
            ? typeof(Page<>).MakeGenericType(
                assembly.GetType($"Genesys.Receiver.Client.{schema[Page.Length..]}", throwOnError: true)!)
            : assembly.GetType($"Genesys.Receiver.Client.{schema}");
    }

    private sealed class Recorder(HttpStatusCode status, string body, string mediaType) : HttpMessageHandler
    {
        public (string Method, string Path, IReadOnlyList<string> Query, JsonNode? Body)? Sent { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            Sent = (
                request.Method.Method,
                uri.AbsolutePath,
                [
                    .. uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
                    .Select(pair => pair.Split('=')[0])],
                request.Content is null
                    ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken)));
            return new HttpResponseMessage(status)
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, mediaType),
            };
        }
    }
}
