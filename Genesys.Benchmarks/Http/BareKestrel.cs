using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Genesys.Benchmarks.Http;

/// <summary>What the receiver is measured beside: an endpoint that reads the body and answers as many bytes, and does nothing else.</summary>
internal static class BareKestrel
{
    public const string Name = "bare-kestrel";

    private static readonly byte[] Answer =
        "{\"status\":\"accepted\",\"eventId\":\"7bf73129-1428-4cd3-a780-95db273d1602\",\"requestId\":\"c0ffee00-1111-2222-3333-444455556666\"}"u8.ToArray();

    public static void Run(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/eventbridge/subscription", (RequestDelegate)AnswerAsync);
        app.Run();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Answer.Length;
        context.Response.Headers["X-Request-Id"] = "c0ffee00-1111-2222-3333-444455556666";
        await context.Response.BodyWriter.WriteAsync(Answer, context.RequestAborted).ConfigureAwait(false);
    }
}
