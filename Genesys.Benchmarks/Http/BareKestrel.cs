using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Genesys.Benchmarks.Http;

/// <summary>
/// What the receiver is measured beside: an endpoint that reads the body and answers the receiver's bytes, headers and
/// all, and does nothing else.
/// </summary>
internal static class BareKestrel
{
    public const string Name = "bare-kestrel";

    // valid.lua's bodies are longer than this, invalid.lua's shorter.
    private const int LongestRejected = 400;

    private const string Participant =
        """{"id":"p","purpose":"agent","calls":[{"state":"connected","direction":"inbound","provider":"Edge","segments":[]}]}""";

    private const string RequestId = "635c88e1-df84-478d-8acf-a63f3c6666dc";

    private static readonly byte[] Accepted =
        Encoding.ASCII.GetBytes(
            $$"""{"status":"accepted","eventId":"7bf73129-1428-4cd3-a780-95db273d1602","requestId":"{{RequestId}}"}""");

    private static readonly byte[] Rejected = Encoding.ASCII.GetBytes(
        $$"""
        {"type":"/problems/invalid-payload","title":"Invalid payload structure","status":400,"error":"Invalid payload structure","details":"event_type: must be one of genesys.cloud.conversation.updated, genesys.cloud.conversation.created, genesys.cloud.conversation.analyzed; time: required","schema":"genesys.cloud/1","errors":[{"path":"/event_type","code":"unsupported_value","message":"must be one of genesys.cloud.conversation.updated, genesys.cloud.conversation.created, genesys.cloud.conversation.analyzed"},{"path":"/time","code":"required","message":"required"}],"errorCount":2,"requestId":"{{RequestId}}","traceId":"d15a5343ce83628d9ff9905d2393eb49"}
        """);

    private static readonly byte[] Token = Encoding.ASCII.GetBytes(
        """{"access_token":"token","token_type":"bearer","expires_in":86400}""");

    private static readonly byte[] Conversation = Encoding.ASCII.GetBytes(
        $$"""{"id":"conversation","startTime":"2024-05-01T12:30:00.000Z","participants":[{{string.Join(',', Enumerable.Repeat(Participant, 8))}}]}""");

    public static void Run(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/eventbridge/subscription", (RequestDelegate)AnswerAsync);

        // A webhook's consumer, and how many events it was given.
        var taken = 0L;
        app.MapPost("/consumer", (RequestDelegate)(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            Interlocked.Increment(ref taken);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }));
        app.MapGet("/consumer", () => Interlocked.Read(ref taken));

        // A Genesys Cloud that answers at once, and how many conversations it was asked for.
        var fetched = 0L;
        app.MapPost("/oauth/token", (RequestDelegate)(context => WriteAsync(context, Token)));
        app.MapGet("/api/v2/conversations/{id}", (RequestDelegate)(context =>
        {
            Interlocked.Increment(ref fetched);
            return WriteAsync(context, Conversation);
        }));
        app.MapGet("/fetched", () => Interlocked.Read(ref fetched));
        app.Run();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        var isRejected = context.Request.ContentLength <= LongestRejected;
        var body = isRejected ? Rejected : Accepted;
        var response = context.Response;
        response.StatusCode = isRejected ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        response.ContentType = isRejected ? "application/problem+json" : "application/json";
        response.ContentLength = body.Length;
        response.Headers["X-Request-Id"] = RequestId;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }
}
