using System.ComponentModel;
using Genesys.Receiver.Client;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Genesys.Receiver.Admin;

/// <summary>What events are handed on to: how each stands, and what an operator does about it.</summary>
internal sealed class DestinationEndpoints(DestinationAdministration destinations, AuditTrail audit, TimeProvider time)
{
    private const int DiscardBatch = 1_000;

    // What the journal has beside a pause where the key has no name.
    private const string Nameless = "an operator without a name";

    public async Task<Ok<Page<Destination>>> ListAsync(CancellationToken cancellationToken) => TypedResults.Ok(
        new Page<Destination>([.. (await destinations.ListAsync(cancellationToken)).Select(DestinationViews.Of)]));

    public Task<Results<Ok<Destination>, ProblemAnswer>> PauseAsync(
        [Description("The destination's name.")] string name, ReasonCommand command, Operator who,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            AuditActions.PauseDestination, name, command.Reason, who,
            async () => await destinations.PauseAsync(name, who.Name ?? Nameless, command.Reason, cancellationToken),
            cancellationToken);

    public Task<Results<Ok<Destination>, ProblemAnswer>> ResumeAsync(
        [Description("The destination's name.")] string name, ReasonCommand command, Operator who,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            AuditActions.ResumeDestination, name, command.Reason, who,
            async () => await destinations.ResumeAsync(name, cancellationToken), cancellationToken);

    public async Task<Results<Ok<DestinationTest>, ProblemAnswer>> TestAsync(
        [Description("The destination's name.")] string name, Operator who, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is not { Standing: not Client.DestinationStanding.NotConfigured })
        {
            return ProblemAnswer.NoSuch("destination");
        }

        await audit.WriteAsync(who, AuditActions.TestDestination, name, 1, null, cancellationToken);
        var began = time.GetTimestamp();
        if (await destinations.TestAsync(name, cancellationToken) is not { } result)
        {
            return ProblemAnswer.NoSuch("destination");
        }

        return TypedResults.Ok(new DestinationTest
        {
            Delivered = result.Kind == HandOverResultKind.Delivered,
            StatusCode = result.StatusCode == 0 ? null : result.StatusCode,
            Reason = result.Reason,
            TookSeconds = time.GetElapsedTime(began).TotalSeconds,
        });
    }

    public async Task<Results<Ok<DiscardedWaiting>, ProblemAnswer>> DiscardAsync(
        [Description("The destination's name.")] string name, ReasonCommand command, Operator who,
        CancellationToken cancellationToken)
    {
        if (Paging.ReasonProblem(command.Reason) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        if (await FindAsync(name, cancellationToken) is not { } found)
        {
            return ProblemAnswer.NoSuch("destination");
        }

        await audit.WriteAsync(
            who, AuditActions.DiscardWaiting, name, found.Waiting, command.Reason, cancellationToken);
        var count = 0L;
        int discarded;
        do
        {
            discarded = await destinations.DiscardAsync(name, command.Reason, DiscardBatch, cancellationToken) ?? 0;
            count += discarded;
        }
        while (discarded == DiscardBatch);

        return TypedResults.Ok(new DiscardedWaiting(count));
    }

    private async Task<Results<Ok<Destination>, ProblemAnswer>> ChangeAsync(
        string action, string name, string reason, Operator who, Func<Task<bool>> change,
        CancellationToken cancellationToken)
    {
        if (Paging.ReasonProblem(reason) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        if (await FindAsync(name, cancellationToken) is not { } found)
        {
            return ProblemAnswer.NoSuch("destination");
        }

        // Before it is done: whatever happens then, the audit has it.
        await audit.WriteAsync(who, action, name, found.Waiting, reason, cancellationToken);
        return await change() && await FindAsync(name, cancellationToken) is { } changed
            ? TypedResults.Ok(changed)
            : ProblemAnswer.NoSuch("destination");
    }

    private async Task<Destination?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await destinations.ListAsync(cancellationToken)).FirstOrDefault(view => view.Name == name) is { } view
            ? DestinationViews.Of(view) : null;
}
