using System.Text.Json;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Destinations;

public class OperatorEventTests
{
    private readonly ScriptedDestination.Script _script = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeadLetters_ReachWhoNamesThem_OnceAMinuteWithACount_AndNobodyElse()
    {
        _script.OnCall = (name, _, _) => Task.FromResult(
            name == "crm" ? HandOverResult.Refused("http_400") : HandOverResult.Delivered);
        await using var host = await StartAsync();

        for (var i = 0; i < 5; i++)
        {
            await host.RecordAsync();
        }

        await Eventually.IsTrue(() => _script.IdsAt("oncall").Count == 1, "operators are told");
        await Eventually.IsTrue(
            async () => (await host.ViewAsync("crm")).DeadLetters == 5, "all five are dead letters");
        var (_, told) = Assert.Single(_script.Calls, call => call.Destination == "oncall");
        Assert.Equal(OperatorEvents.DeadLetter, told.EventType);
        var data = JsonElement.Parse(told.Body.Span).GetProperty("data");
        Assert.False(data.TryGetProperty("conversation", out _));
        Assert.Equal("crm", data.GetProperty("event").GetProperty("subject").GetString());
        Assert.Equal("refused", data.GetProperty("event").GetProperty("reason").GetString());
        Assert.All(
            _script.Calls.Where(call => call.Destination == "crm"),
            call => Assert.DoesNotContain("genesys.receiver", call.HandOver.EventType, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pause_IsTold()
    {
        await using var host = await StartAsync();

        await host.Destinations.PauseAsync("crm", "ann", "because", Cancelled);

        await Eventually.IsTrue(() => _script.IdsAt("oncall").Count == 1, "operators are told");
        var told = JsonElement.Parse(_script.Calls.Single().HandOver.Event.Span);
        Assert.Equal(OperatorEvents.DestinationPaused, told.GetProperty("type").GetString());
        Assert.Equal("crm", told.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task OperatorEventThatIsRefused_MakesNoOther()
    {
        _script.OnCall = (_, _, _) => Task.FromResult(HandOverResult.Refused("http_400"));
        await using var host = await StartAsync();
        var operators = host.Services.GetRequiredService<OperatorEvents>();

        operators.Notice(OperatorEvents.Circuit, "open");
        await Eventually.IsTrue(() => _script.IdsAt("oncall").Count == 1, "it is tried");
        await Eventually.IsTrue(async () => (await host.ViewAsync("oncall")).Waiting == 0, "and gone");
        operators.Notice(OperatorEvents.JournalFull, "deliveries");
        await Eventually.IsTrue(() => _script.IdsAt("oncall").Count == 2, "the next is tried");

        Assert.DoesNotContain(_script.Calls, call => call.HandOver.EventType == OperatorEvents.DeadLetter);
    }

    private Task<DestinationHost> StartAsync() => DestinationHost.StartAsync(
        TimeProvider.System,
        services => services.AddSingleton(_script).AddDestinationType<ScriptedDestination>("Scripted"),
        ("crm:Type", "Scripted"), ("oncall:Type", "Scripted"), ("oncall:Topics:0", "genesys.receiver.*"));
}
