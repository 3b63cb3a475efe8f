using System.ComponentModel;
using System.Globalization;
using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Genesys.Receiver.Admin;

/// <summary>Searching deliveries, and what failed alike.</summary>
internal sealed class DeliveryEndpoints(IJournalSearch journal, DeliveryViews views, AuditTrail audit)
{
    public async Task<Results<Ok<Page<DeliverySummary>>, ProblemAnswer>> FindAsync(
        [AsParameters] DeliveryQuery query, CancellationToken cancellationToken)
    {
        var filter = query.Filter;
        if ((Paging.LimitProblem(query.Limit) ?? Paging.CursorProblem(query.Cursor)
            ?? DeliveryFilters.FindProblem(filter)) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        var found = await journal.FindDeliveriesAsync(
            DeliveryFilters.Of(filter), query.Limit ?? Paging.DefaultLimit, query.Cursor, cancellationToken);
        return TypedResults.Ok(Paging.Of(found, DeliveryViews.Summary));
    }

    public async Task<Results<Ok<DeliveryDetails>, ProblemAnswer>> ShowAsync(
        [Description("The delivery's key.")] long key,
        [Description(
            "true: as it was sent, which needs the right to personal data and is a row of the audit.")] bool? clear,
        Operator who,
        CancellationToken cancellationToken)
    {
        var inClear = clear is true;
        if (inClear && !who.PersonalData)
        {
            return ProblemAnswer.NotPermitted(
                "Reading a delivery as it was sent needs Admin:Operators:{name}:PersonalData, or the role of "
                    + "Admin:OpenIdConnect:PersonalDataRole.");
        }

        if (await journal.FindDeliveryAsync(key, cancellationToken) is not { } entry)
        {
            return ProblemAnswer.NoSuch("delivery");
        }

        if (inClear)
        {
            await audit.WriteAsync(
                who, AuditActions.ReadInClear, string.Create(CultureInfo.InvariantCulture, $"delivery {key}"), 1, null,
                cancellationToken);
        }

        return TypedResults.Ok(views.Details(entry, inClear));
    }

    public async Task<Ok<Page<Client.FailureGroup>>> FailuresAsync(CancellationToken cancellationToken)
    {
        var groups = await journal.FailureGroupsAsync(cancellationToken);
        return TypedResults.Ok(new Page<Client.FailureGroup>([.. groups.Select(FailureViews.Of)]));
    }

    public async Task<Results<Ok<FailureDetails>, ProblemAnswer>> FailureAsync(
        [Description("The group's id.")] string id, CancellationToken cancellationToken)
    {
        var groups = await journal.FailureGroupsAsync(cancellationToken);
        if (groups.FirstOrDefault(group => group.Id == id) is not { } found)
        {
            return ProblemAnswer.NoSuch("failure group");
        }

        var failed = await journal.FindDeliveryAsync(found.Sample, cancellationToken);
        var finished = await journal.FindDeliveriesAsync(
            new Journal.DeliveryFilter { Topic = found.Topic, State = Journal.DeliveryState.Finished }, 1, null,
            cancellationToken);
        return TypedResults.Ok(
            FailureViews.Of(found, View(failed), View(finished.Items.Count > 0 ? finished.Items[0] : null)));

        DeliveryDetails? View(DeliveryEntry? entry) => entry is null ? null : views.Details(entry, inClear: false);
    }
}
