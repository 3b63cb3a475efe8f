using System.Text;
using Genesys.Console.Parts;
using Genesys.Console.Receiver;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Genesys.Console.Pages;

/// <summary>The findings alone, for whoever is typing.</summary>
internal static class CheckEndpoint
{
    public static void MapCheck(this IEndpointRouteBuilder routes) => routes.MapPost("/check/findings", async (
        [FromForm(Name = "Form.Payload")] string? payload, ReceiverAccess receiver, CancellationToken cancellationToken) =>
    {
        try
        {
            var report = await (await receiver.GetClientAsync()).ValidateAsync(Encoding.UTF8.GetBytes(payload ?? ""), cancellationToken);
            return new RazorComponentResult<Findings>(new { Of = report });
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Trouble.Of(exception) is { } trouble)
        {
            return new RazorComponentResult<Findings>(new { Why = trouble });
        }
    }).RequireAuthorization();
}
