using System.Net.Http.Json;
using System.Text.Json;

namespace Genesys.AppHost.Commands;

/// <summary>A command of a resource that is one HTTP request to it.</summary>
internal static class RequestCommand
{
    private const int LongestSeconds = 3600;
    private const string UsualSeconds = "30";

    /// <param name="resource">Whose command it is, and where the request goes.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The request's path.</param>
    /// <param name="name">For <c>aspire resource {resource} {name}</c>.</param>
    /// <param name="displayName">For the dashboard.</param>
    /// <param name="options">The rest; an answer without a reader of its own is shown as it is.</param>
    public static IResourceBuilder<T> WithRequest<T>(
        this IResourceBuilder<T> resource, HttpMethod method, string path, string name, string displayName,
        HttpCommandOptions options)
        where T : IResourceWithEndpoints
    {
        options.Method = method;
        options.EndpointSelector = () => resource.GetEndpoint("http");
        options.GetCommandResult ??= async context =>
            await ReadAsync(context.Response, displayName, context.CancellationToken);
        return resource.WithHttpCommand(path, displayName, commandName: name, commandOptions: options);
    }

    /// <summary>A number of seconds, 1 to 3,600.</summary>
    public static InteractionInput Seconds() => new()
    {
        Name = "seconds",
        Label = "Seconds",
        InputType = InputType.Number,
        Value = UsualSeconds,
        Required = true,
    };

    /// <summary>Sends JSON that is made from the inputs.</summary>
    public static Func<HttpCommandRequestContext, Task> Send(Func<InteractionInputCollection, object> body) =>
        context =>
    {
        context.Request.Content = JsonContent.Create(body(context.Arguments));
        return Task.CompletedTask;
    };

    /// <summary>What <see cref="Seconds"/> was answered with, as the mocks read a duration.</summary>
    public static TimeSpan Duration(InteractionInputCollection inputs) =>
        TimeSpan.FromSeconds(Math.Clamp(inputs.GetInt32("seconds"), 1, LongestSeconds));

    /// <summary>
    /// The answer as the command's result; a refusal with the sentence that its problem document gives.
    /// </summary>
    public static async Task<ExecuteCommandResult> ReadAsync(
        HttpResponseMessage response, string displayName, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? text.Length == 0
                ? CommandResults.Success($"{displayName}: done.")
                : CommandResults.Success($"{displayName}: done.", text, CommandResultFormat.Json)
            : CommandResults.Failure(Detail(text) ?? $"The answer was {(int)response.StatusCode}.");
    }

    private static string? Detail(string problem)
    {
        try
        {
            using var document = JsonDocument.Parse(problem);
            return document.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, another kind of value, or half a surrogate pair.
            return null;
        }
    }
}
