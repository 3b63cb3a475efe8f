using System.Text;
using Genesys.Console.Parts;
using Genesys.Console.Receiver;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Genesys.Console.Pages;

/// <summary>The findings and the schema alone, for whoever is typing.</summary>
internal static class CheckEndpoint
{
    public static void MapCheck(this IEndpointRouteBuilder routes) => routes.MapPost("/check/findings", async (
        [FromForm(Name = "Form.Payload")] string? payload, ReceiverAccess access, SchemaShelf schemas,
        CancellationToken cancellationToken) =>
    {
        try
        {
            var receiver = await access.GetClientAsync();
            var bytes = Encoding.UTF8.GetBytes(payload ?? "");
            var report = await receiver.ValidateAsync(bytes, cancellationToken);
            var schema = await schemas.FindAsync(receiver, report.Schema, bytes, cancellationToken);
            return new RazorComponentResult<CheckResult>(new { Of = report, Schema = schema });
        }
        catch (Exception exception)
            when (!cancellationToken.IsCancellationRequested && Trouble.Of(exception) is { } trouble)
        {
            return new RazorComponentResult<CheckResult>(new { Why = trouble });
        }
    }).RequireAuthorization();
}
