using Genesys.MockGenesys;
using Genesys.MockGenesys.Faults;
using Genesys.MockGenesys.Sender;
using Genesys.Receiver.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Console;

/// <summary>The page of the Genesys Cloud that one develops against, before the real mock.</summary>
public sealed class MockPageTests : IAsyncLifetime
{
    private FakeReceiver _receiver = null!;
    private MockGenesysApp _mock = null!;
    private ARunningConsole _console = null!;

    private IReadOnlyList<FaultState> Faults => [.. _mock.Services.GetRequiredService<FaultPlan>().List()];

    public async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        _mock = await MockGenesysApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Sender:Target"] = _receiver.Address.ToString(),
                ["Sender:Rate"] = "0"
            }, cancellationToken: Cancel);
        _console = await ARunningConsole.StartAsync(
            _receiver.Address, ("Console:MockGenesys", _mock.Address.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _mock.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Faults_AreSetAndRemoved_TheRateIsSet_AndTheProofIsShown()
    {
        using var client = await _console.OpenAsync();

        Assert.Contains("Every tenth is gone", await SentAsync(client, "preset", ("Form.Id", "gone-60s")),
            StringComparison.Ordinal);
        Assert.Contains(Faults, one => one.Fault is { Id: "gone-60s", Share: 0.1 });
        await SentAsync(
            client, "fault", ("Form.Kind", "status"), ("Form.Scope", "consumer"), ("Form.Percent", "50"),
                ("Form.Seconds", "60"), ("Form.Status", "422"));
        Assert.Contains(Faults, one =>
            one.Fault is { Scope: FaultScope.Consumer, Share: 0.5, Duration.TotalSeconds: 60 }
            && one.Fault.StatusMix.ContainsKey(422));
        await SentAsync(client, "remove", ("Form.Id", "gone-60s"));
        Assert.DoesNotContain(Faults, one => one.Fault.Id == "gone-60s");
        await SentAsync(client, "rate", ("Form.Rate", "3"));
        Assert.Equal(3, _mock.Services.GetRequiredService<CurrentSettings>().Value.Rate);
        await SentAsync(client, "republish", ("Form.Percent", "2.5"));
        Assert.Equal(0.025, _mock.Services.GetRequiredService<CurrentSettings>().Value.RepublishShare);
        await SentAsync(client, "remove", ("Form.Id", ""));
        Assert.Empty(Faults);
        Assert.Contains("Every event has the answer that it should have", await SentAsync(client, "prove"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task APayload_BeginsWithAnEventOfTheMock()
    {
        using var client = await _console.OpenAsync();

        var page = await client.GetStringAsync("/check?example=malformed/flat/id-missing", Cancel);

        Assert.Contains("genesys.cloud.conversation", page, StringComparison.Ordinal);
        Assert.Contains(_receiver.Requests, request =>
            request.Path == "/admin/validate" && request.Body.Contains("genesys.cloud", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AReader_ChangesNothing_AndAMockThatIsAwayIsSaid()
    {
        _receiver.Story.Role = OperatorRole.Reader;
        using var client = await _console.OpenAsync();
        var before = Faults.Count;

        using var forged = await ARunningConsole.SubmitAsync(client, "/mock", "remove", ("Form.Id", ""));
        await _mock.DisposeAsync();
        var page = await client.GetStringAsync("/mock", Cancel);

        Assert.False(forged.IsSuccessStatusCode);
        Assert.NotEqual(0, before);
        Assert.Contains("MockGenesys can&#x27;t be reached", page, StringComparison.Ordinal);
    }

    private static async Task<string> SentAsync(HttpClient client, string form, params (string, string)[] fields)
    {
        using var answer = await ARunningConsole.SubmitAsync(client, "/mock", form, fields);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
