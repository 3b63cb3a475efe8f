using System.Text.Json;
using Genesys.Receiver.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Genesys.Receiver.Intake;

/// <summary>
/// The service's OpenAPI document, served in development alone at <see cref="Path"/>: elsewhere it would tell
/// unauthenticated callers what is here.
/// </summary>
internal static class OpenApi
{
    public const string Path = "/openapi/v1.json";

    /// <summary>Adds the document's making.</summary>
    public static IHostApplicationBuilder AddOpenApiInDevelopment(this IHostApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.ConfigureHttpJsonOptions(
                json => json.SerializerOptions.TypeInfoResolverChain.Add(OpenApiJson.Default));
            builder.Services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "Genesys.Receiver";
                document.Info.Version = ProductVersion.Current;
                document.Info.Description =
                    "Receives Genesys Cloud events from EventBridge. The schemas of the events themselves: "
                    + $"{SchemasEndpoint.Path}.";
                return Task.CompletedTask;
            }));
        }

        return builder;
    }

    /// <summary>Maps the document, and a page that shows it.</summary>
    public static void MapOpenApiInDevelopment(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapOpenApi();
            app.MapApiPage();
        }
    }

    /// <summary>Describes a route that takes an event or an array of events.</summary>
    internal static TBuilder TakesEvents<TBuilder>(
        this TBuilder route, RequestDelegate handler, string summary, params int[] problems)
        where TBuilder : IEndpointConventionBuilder
    {
        // Not as AcceptsMetadata: routing would then answer other content types itself, before the caller is known, and
        // in its own words.
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content =
                    new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() },
            };
            return Task.CompletedTask;
        });
        return route.Answers(handler, summary, problems);
    }

    /// <summary>Describes a route: a request delegate has nothing by which it would be described otherwise.</summary>
    internal static TBuilder Answers<TBuilder>(
        this TBuilder route, RequestDelegate handler, string summary, params int[] problems)
        where TBuilder : IEndpointConventionBuilder
    {
        route.WithMetadata(handler.Method, new ProducesResponseTypeMetadata(
            StatusCodes.Status200OK, typeof(JsonElement), ["application/json"]));
        foreach (var status in problems)
        {
            route.WithMetadata(
                new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
        }

        return route.WithSummary(summary);
    }
}
