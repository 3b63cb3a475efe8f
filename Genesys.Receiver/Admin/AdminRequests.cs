using System.Text.RegularExpressions;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Bodies;
using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Http.Features;

namespace Genesys.Receiver.Admin;

/// <summary>
/// What is around the work of every route of operators: the body is read within the limits, and what can't be done is
/// answered as a problem.
/// </summary>
internal sealed partial class AdminRequests(BodyReader reader, BodyBudget budget, AnswerWriter answers)
{
    /// <summary>Handles a request with a route's own delegate.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate route)
    {
        using var body = new PooledBody(budget);
        if (await ReadAsync(context, body) is { } refusal)
        {
            await answers.WriteAsync(context, new Outcome(refusal.Outcome));
            return;
        }

        try
        {
            await route(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            // A query, a path or a body that the parameters of the route can't be made of.
            await answers.WriteAsync(context, new Outcome(OutcomeKind.InvalidRequest, Details: Describe(exception)));
        }
        catch (JournalUnavailableException) when (!context.Response.HasStarted)
        {
            await answers.WriteAsync(context, new Outcome(OutcomeKind.JournalUnavailable));
        }
    }

    private async ValueTask<BodyRefusal?> ReadAsync(HttpContext context, PooledBody body)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return null;
        }

        var refusal = BodyRefusal.Of(await reader.ReadAsync(context, body));
        context.Request.Body = new MemoryStream(body.Bytes.ToArray(), writable: false);
        return refusal;
    }

    // The framework's message names the parameter, and quotes what was sent.
    private static string Describe(BadHttpRequestException exception) => Parameter().Match(exception.Message) is { Success: true } match
        ? $"{char.ToLowerInvariant(match.Groups["name"].Value[0])}{match.Groups["name"].Value[1..]} is missing, or isn't what this route takes."
        : Problems.InvalidRequest.Detail;

    [GeneratedRegex("""^[A-Za-z ]+ parameter "[^"]* (?<name>[A-Za-z]+)" """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Parameter();
}
