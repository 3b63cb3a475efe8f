using System.ComponentModel;
using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Microsoft.AspNetCore.Http.HttpResults;
using Entry = Genesys.Receiver.Journal.ReconciliationEntry;
using Window = Genesys.Receiver.Journal.ReconciliationWindow;

namespace Genesys.Receiver.Admin;

/// <summary>What the comparisons with analytics found.</summary>
internal sealed class ReconciliationEndpoints(IJournalReconciliation windows)
{
    public async Task<Results<Ok<Page<Client.ReconciliationWindow>>, ProblemAnswer>> ListAsync(
        [Description("Most entries of a page, 1 to 500; 50 by default.")] int? limit,
        [Description("The page's start: next of the page before.")] string? cursor,
        CancellationToken cancellationToken) =>
        (Paging.LimitProblem(limit) ?? Paging.CursorProblem(cursor)) is { } problem
        ? ProblemAnswer.Invalid(problem)
        : TypedResults.Ok(
            Paging.Of(await windows.ListAsync(limit ?? Paging.DefaultLimit, cursor, cancellationToken), Of));

    public async Task<Results<Ok<ReconciliationDetails>, ProblemAnswer>> ShowAsync(
        [Description("The window's number.")] long id,
        [Description("Only conversations of which this was found.")] Choice<Client.ReconciliationResult>? result,
        [Description("Most conversations of a page, 1 to 500; 50 by default.")] int? limit,
        [Description("The page's start: next of the page before.")] string? cursor,
        CancellationToken cancellationToken)
    {
        if ((Paging.LimitProblem(limit) ?? Paging.CursorProblem(cursor)) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        if (await windows.FindAsync(id, cancellationToken) is not { } window)
        {
            return ProblemAnswer.NoSuch("window");
        }

        var found = await windows.ConversationsAsync(
            id, ResultOf(result?.Value), limit ?? Paging.DefaultLimit, cursor, cancellationToken);
        return TypedResults.Ok(new ReconciliationDetails(Of(window), [.. found.Items.Select(Of)], found.Next));
    }

    private static Client.ReconciliationWindow Of(Window window) => new()
    {
        Id = window.Id,
        From = window.From,
        To = window.To,
        DueAt = window.DueAt,
        CheckedAt = window.CheckedAt,
        Known = window.Known,
        Missing = window.Missing,
        Incomplete = window.Incomplete,
        Late = window.Late,
        NotExpected = window.NotExpected,
        Requests = window.Requests,
        Problem = window.Problem,
    };

    private static ReconciliationConversation Of(Entry entry) => new()
    {
        Key = entry.Key,
        ConversationId = SafeIdentifier.OfEventId(entry.ConversationId)!,
        Result = entry.Result switch
        {
            Journal.ReconciliationResult.Missing => Client.ReconciliationResult.Missing,
            Journal.ReconciliationResult.Incomplete => Client.ReconciliationResult.Incomplete,
            Journal.ReconciliationResult.Late => Client.ReconciliationResult.Late,
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Result, "Every result is shown."),
        },
        StartedAt = entry.StartedAt,
        EndedAt = entry.EndedAt,
        EndTopic = entry.EndTopic,
        AskedAt = entry.AskedAt,
        RecordedAt = entry.RecordedAt,
    };

    private static Journal.ReconciliationResult? ResultOf(Client.ReconciliationResult? result) => result switch
    {
        null => null,
        Client.ReconciliationResult.Missing => Journal.ReconciliationResult.Missing,
        Client.ReconciliationResult.Incomplete => Journal.ReconciliationResult.Incomplete,
        Client.ReconciliationResult.Late => Journal.ReconciliationResult.Late,
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Every result can be asked for."),
    };
}
