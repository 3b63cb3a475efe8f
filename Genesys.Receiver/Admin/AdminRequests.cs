using System.Text.Json;
using System.Text.RegularExpressions;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Client;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Bodies;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Admin;

/// <summary>
/// What is around the work of every route of operators: the role is asked for, the body is read within the limits, and
/// what can't be done is answered as a problem.
/// </summary>
internal sealed partial class AdminRequests(BodyReader reader, BodyBudget budget, AnswerWriter answers)
{
    private const string ActingNeedsRole =
        "This needs the role operator, and the caller is a reader: see Admin:Operators:{name}:Role, or the roles in "
            + "the token.";

    private const string ReadingNeedsRole =
        "This needs the role reader or operator, and the caller's token has neither: "
        + "see Admin:OpenIdConnect:RoleClaim.";

    /// <summary>What is answered while the journal is unavailable.</summary>
    public const string NoJournal =
        "The journal can't be used at this moment: GET /health says why. Send the request again later.";

    // The members of all bodies: a name that a caller made up isn't repeated.
    private static readonly HashSet<string> MemberNames = new(
        new[]
        {
            typeof(JobRequest).GetProperties(), typeof(Client.DeliveryFilter).GetProperties(),
            typeof(AnomalyCommand).GetProperties(), typeof(ReasonCommand).GetProperties(),
        }.SelectMany(properties => properties)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
        StringComparer.Ordinal);

    /// <summary>Handles a request with a route's own delegate.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">The route's work.</param>
    /// <param name="mayRead">True when the route acts on nothing, whatever its method.</param>
    /// <param name="names">What its query may have.</param>
    public async Task HandleAsync(HttpContext context, RequestDelegate route, bool mayRead, QueryNames names)
    {
        using var body = new PooledBody(budget);
        if (await RefuseAsync(context, body, mayRead) is { } refusal)
        {
            await answers.WriteAsync(context, refusal);
            return;
        }

        if (names.FindProblem(context.Request.Query) is { } problem)
        {
            await answers.WriteAsync(context, new Outcome(OutcomeKind.InvalidRequest, Details: problem));
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
            await answers.WriteAsync(context, new Outcome(OutcomeKind.JournalUnavailable, Details: NoJournal));
        }
    }

    private async ValueTask<Outcome?> RefuseAsync(HttpContext context, PooledBody body, bool mayRead)
    {
        var who = Operator.Of(context);
        var isSafe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!who.MayRead || (!isSafe && !mayRead && !who.MayAct))
        {
            return BodyRefusal.Of(await reader.DiscardAsync(context)) is { } broken
                ? new Outcome(broken.Outcome)
                : new Outcome(OutcomeKind.NotPermitted, Details: who.MayRead ? ActingNeedsRole : ReadingNeedsRole);
        }

        if (isSafe)
        {
            return null;
        }

        // The type is asked for even without a body: a form of another site's page can't have it.
        var reading = await reader.ReadAsync(context, body);
        context.Request.Body = new MemoryStream(body.Bytes.ToArray(), writable: false);
        return BodyRefusal.Of(reading) is { } refusal ? new Outcome(refusal.Outcome) : null;
    }

    // The framework's message names the parameter, and quotes what was sent.
    private static string Describe(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
        {
            return MemberOf(json) is { } member
                ? $"{member} isn't what this route takes."
                : "The body isn't what this route takes: it isn't JSON, lacks a member, or has one that isn't known.";
        }

        return Parameter().Match(exception.Message) is { Success: true } match
            ? JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value)
                + " is missing, or isn't what this route takes."
            : Problems.InvalidRequest.Detail;
    }

    private static string? MemberOf(JsonException exception)
    {
        var path = exception.Path?.Split('[')[0].Split('.', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return path.Length > 1 && path[0] == "$" && path.Skip(1).All(MemberNames.Contains)
            ? string.Join('.', path.Skip(1)) : null;
    }

    [GeneratedRegex(
        """^[A-Za-z ]+ parameter "[^"]* (?<name>[A-Za-z]+)" """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Parameter();
}
