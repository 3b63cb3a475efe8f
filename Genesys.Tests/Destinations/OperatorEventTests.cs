using System.Text.Json;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations;

public class OperatorEventTests
{
    private readonly ScriptedDestination.Script _script = new();

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
    public async Task DeadLettersThatAreAboutToBeDiscarded_AreTold()
    {
        _script.OnCall = (name, _, _) => Task.FromResult(
            name == "crm" ? HandOverResult.Refused("http_400") : HandOverResult.Delivered);
        await using var host = await StartAsync("genesys.receiver.dead_letter_expiring");
        await host.RecordAsync();
        await host.RecordAsync();
        await Eventually.IsTrue(async () => (await host.ViewAsync("crm")).DeadLetters == 2, "both are dead letters");

        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(2));
        using var expiry = new DeadLetterExpiry(
            host.Services.GetRequiredService<IJournalAdministration>(),
            host.Services.GetRequiredService<OperatorEvents>(),
            Options.Create(new JournalOptions { DeadLetterRetention = TimeSpan.FromHours(2) }), later);
        await expiry.StartAsync(Cancel);
        await Eventually.IsTrue(
            () =>
            {
                later.Advance(TimeSpan.FromMinutes(1));
                return _script.IdsAt("oncall").Count == 1;
            },
            "operators are told");
        await expiry.StopAsync(Cancel);

        var told = JsonElement.Parse(_script.Calls.Single(call => call.Destination == "oncall").HandOver.Event.Span);
        Assert.Equal(("crm", 2), (told.GetProperty("subject").GetString(), told.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task EventsThatFindNoRoom_AreTold_WithHowManyTheyWere()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync("genesys.receiver.dead_letter", time, ("crm:MaxWaiting", "1"));
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);
        for (var i = 0; i < 5; i++)
        {
            await host.RecordAsync();
        }

        await Eventually.IsTrue(() => Told().Sum() == 4, "all are told of", () => time.Advance(TimeSpan.FromSeconds(1)));
        time.Advance(TimeSpan.FromMinutes(2));
        await host.Destinations.TestAsync("oncall", Cancel);
        Assert.Equal(4, Told().Sum());

        IEnumerable<int> Told() => _script.Calls
            .Where(call => call.HandOver.EventType == OperatorEvents.DeadLetter)
            .Select(call => JsonElement.Parse(call.HandOver.Event.Span).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Pause_IsTold()
    {
        await using var host = await StartAsync();

        await host.Destinations.PauseAsync("crm", "ann", "because", Cancel);

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

    [Fact]
    public void EveryType_IsOneThatADestinationCanName() => Assert.Equal(
        typeof(OperatorEvents).GetFields().Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal),
        OperatorEvents.Types.Order(StringComparer.Ordinal));

    private Task<DestinationHost> StartAsync(string topic = "genesys.receiver.*") =>
        StartAsync(topic, TimeProvider.System);

    private Task<DestinationHost> StartAsync(
        string topic, TimeProvider time, params (string Key, string Value)[] settings) => DestinationHost.StartAsync(
        time,
        services => services.AddSingleton(_script).AddDestinationType<ScriptedDestination>("Scripted"),
        [("crm:Type", "Scripted"), ("oncall:Type", "Scripted"), ("oncall:Topics:0", topic), .. settings]);
}
