using Genesys.Receiver.Client;
using Genesys.Tests.MockGenesys;

namespace Genesys.Tests.Admin;

/// <summary>What operators see of the destinations, and do to them.</summary>
public sealed class DestinationTests : IAsyncLifetime
{
    private const string Alice = "an-operators-long-key";

    private ADestination _crm = null!;
    private AdminApp _app = null!;

    private ReceiverClient Receiver => _app.Receiver(Alice);

    public async ValueTask InitializeAsync()
    {
        _crm = await ADestination.StartAsync();
        _app = await AdminApp.StartAsync(
            "Production", ("Admin:Operators:alice:ApiKey", Alice), ("Admin:Operators:alice:Role", "operator"),
            ("Destinations:crm:Type", "Webhook"), ("Destinations:crm:Url", _crm.Address + "/hook"),
            ("Destinations:crm:Topics:0", "v2.*"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _crm.DisposeAsync();
    }

    [Fact]
    public async Task ADestination_IsListed_AndStandsInTheCounts()
    {
        var listed = Assert.Single((await Receiver.GetDestinationsAsync(Cancel)).Items);

        Assert.Equal(
            ("crm", DestinationStanding.Working, "Webhook", "Both", 0L),
            (listed.Name, listed.Standing, listed.Type, listed.Payload, listed.Waiting));
        Assert.Equal(["v2.*"], listed.Topics);
        Assert.Equal("crm", Assert.Single((await Receiver.GetCountsAsync(Cancel)).Destinations).Name);
    }

    [Fact]
    public async Task APause_IsShownWithWhoAndWhy_UntilItIsResumed_AndBothAreAudited()
    {
        var paused = await Receiver.PauseDestinationAsync("crm", "The CRM is being moved.", Cancel);
        var resumed = await Receiver.ResumeDestinationAsync("crm", "The CRM is back.", Cancel);

        Assert.Equal(
            (DestinationStanding.PausedByOperator, "alice", "The CRM is being moved."),
            (paused.Standing, paused.Pause!.By, paused.Pause.Reason));
        Assert.Equal((DestinationStanding.Working, null), (resumed.Standing, resumed.Pause));
        Assert.Equal(
            [
                (AuditActions.ResumeDestination, "crm", "The CRM is back."),
                (AuditActions.PauseDestination, "crm", "The CRM is being moved.")],
            (await Receiver.GetAuditAsync(cancellationToken: Cancel)).Items.Select(
                row => (row.Action, row.Subject, row.Reason)));
    }

    [Fact]
    public async Task ATest_SaysWhatTheDestinationAnswered()
    {
        var taken = await Receiver.TestDestinationAsync("crm", Cancel);
        _crm.AnswerWith(503);
        var refused = await Receiver.TestDestinationAsync("crm", Cancel);

        Assert.True(taken.Delivered);
        Assert.Equal((false, 503), (refused.Delivered, refused.StatusCode));
        Assert.Equal(2, _crm.Requests.Count);
        Assert.All(
            (await Receiver.GetAuditAsync(cancellationToken: Cancel)).Items,
            row => Assert.Equal(AuditActions.TestDestination, row.Action));
    }

    [Fact]
    public async Task WhatWaits_IsDiscardedWithAReason() =>
        Assert.Equal(0, (await Receiver.DiscardWaitingAsync("crm", "Test data.", Cancel)).Count);

    [Fact]
    public async Task ADestinationThatIsNotThere_IsSaid_AndSoIsAMissingReason()
    {
        foreach (var act in (Func<Task>[])[
            () => Receiver.PauseDestinationAsync("never", "r", Cancel),
            () => Receiver.ResumeDestinationAsync("never", "r", Cancel),
            () => Receiver.TestDestinationAsync("never", Cancel),
            () => Receiver.DiscardWaitingAsync("never", "r", Cancel)])
        {
            Assert.Equal(404, (await Assert.ThrowsAsync<ReceiverException>(act)).Status);
        }

        var failure = await Assert.ThrowsAsync<ReceiverException>(
            () => Receiver.PauseDestinationAsync("crm", " ", Cancel));
        Assert.Equal((400, "reason must have 1 to 500 characters."), (failure.Status, failure.Message));
        Assert.Empty((await Receiver.GetAuditAsync(cancellationToken: Cancel)).Items);
    }
}
