using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.AppHost.Commands;

/// <summary>What the mock Genesys Cloud sends to the receiver.</summary>
internal static class SenderCommands
{
    public static IResourceBuilder<T> WithSenderCommands<T>(this IResourceBuilder<T> mock)
        where T : IResourceWithEndpoints
    {
        var http = mock.GetEndpoint("http");
        return mock
            .WithRequest(
                HttpMethod.Post, "/mock/events", "send-event", "Send an event of your own", new HttpCommandOptions
                {
                    Description = "Sends it as EventBridge does, and shows what the receiver answered.",
                    IconName = "Send",
                    Arguments = [new InteractionInput
                {
                    Name = "event",
                    Label = "Event",
                    InputType = InputType.Text,
                    Required = true,
                    DynamicLoading = new InputLoadOptions { LoadCallback = context => LoadExampleAsync(http, context) },
                }],
                    PrepareRequest = context =>
                    {
                        context.Request.Content = new StringContent(
                            context.Arguments.GetString("event") ?? "", Encoding.UTF8, "application/json");
                        return Task.CompletedTask;
                    },
                    GetCommandResult = ReceiversAnswer.ReadAsync,
                })
            .WithRequest(
                HttpMethod.Post, "/mock/events/malformed/", "send-malformed", "Send a malformed event",
                new HttpCommandOptions
                {
                    Description = "Sends an event that is broken in the chosen way, and shows what the receiver answered.",
                    IconName = "DocumentError",
                    Arguments = [new InteractionInput
                {
                    Name = "kind",
                    Label = "Kind",
                    InputType = InputType.Choice,
                    Required = true,
                    DynamicLoading = new InputLoadOptions { LoadCallback = context => LoadKindsAsync(http, context) },
                }],
                    PrepareRequest = context =>
                    {
                        var kind = Uri.EscapeDataString(context.Arguments.GetString("kind") ?? "")
                            .Replace("%2F", "/", StringComparison.Ordinal);
                        context.Request.RequestUri = new Uri(context.Request.RequestUri!, kind);
                        return Task.CompletedTask;
                    },
                    GetCommandResult = ReceiversAnswer.ReadAsync,
                })
            .WithRequest(HttpMethod.Put, "/mock/sender/rate", "set-rate", "Set the rate", new HttpCommandOptions
            {
                Description = "Events a second; 0 pauses.",
                IconName = "Gauge",
                Arguments = [
                    new InteractionInput {
                        Name = "rate", Label = "Events a second", InputType = InputType.Number, Value = "5",
                        Required = true }],
                PrepareRequest = RequestCommand.Send(inputs => new { rate = inputs.GetDouble("rate") }),
            });
    }

    private static async Task LoadExampleAsync(EndpointReference http, LoadInputContext context)
    {
        var client = Client(context);
        context.Input.Value ??= await client.GetStringAsync(
            new Uri($"{http.Url}/mock/examples/flat"), context.CancellationToken);
    }

    private static async Task LoadKindsAsync(EndpointReference http, LoadInputContext context)
    {
        var client = Client(context);
        var kinds = await client.GetFromJsonAsync<JsonElement>(
            new Uri($"{http.Url}/mock/malformed"), context.CancellationToken);
        var names = kinds.EnumerateArray().Select(kind => kind.GetProperty("name").GetString()!).ToList();
        context.Input.Options = [.. names.Select(name => KeyValuePair.Create(name, name))];
        context.Input.Value ??= names[0];
    }

    private static HttpClient Client(LoadInputContext context) =>
        context.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
}
