using System.Net;
using System.Text.Json;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;
using Genesys.Tests.Destinations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Intake;

/// <summary>What operators are told of the intake, through a destination that names it.</summary>
public sealed class OperatorsAreToldTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedDestination.Script _script = new();
    private readonly ReceiverApp _receiver;
    private readonly SourceSilence _silence;

    public OperatorsAreToldTests()
    {
        _receiver = ReceiverApp.Start(
            new()
            {
                ["Journal:MaxOpenDeliveries"] = "1",
                ["Journal:MaxOpenAnomalies"] = "1",
                ["Destinations:oncall:Type"] = "Scripted",
                ["Destinations:oncall:Topics:0"] = "genesys.receiver.*",
            },
            services => services.AddSingleton(_script).AddDestinationType<ScriptedDestination>("Scripted"));
        _silence = ActivatorUtilities.CreateInstance<SourceSilence>(
            _receiver.Services, Options.Create(new IntakeOptions { SilentAfter = TimeSpan.FromHours(1) }), _time);
    }

    public void Dispose()
    {
        _silence.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task SourceThatFallsSilent_IsTold()
    {
        await _silence.StartAsync(Cancel);
        var intake = ActivatorUtilities.CreateInstance<DeliveryIntake>(_receiver.Services, _silence);
        for (var i = 0; i < 9; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(6));
            await TakeAsync(intake);
        }

        Assert.Equal(["genesys.cloud"], await ToldOfSilenceAsync());
    }

    [Fact]
    public async Task NothingSinceTheStart_IsTold_WithoutASource()
    {
        await _silence.StartAsync(Cancel);

        Assert.Equal(["any"], await ToldOfSilenceAsync());
    }

    [Fact]
    public async Task SourceOfNoKnownForm_IsToldByItsHash()
    {
        _silence.Heard("Ada Lovelace");
        await _silence.StartAsync(Cancel);

        Assert.Contains(
            "sha256:76740216171591903cdbd18fbc770df447c5b1671005ca0020922a465bba0172", await ToldOfSilenceAsync());
    }

    [Fact]
    public async Task JournalThatIsFull_IsTold()
    {
        using var taken = await _receiver.SendAsync(new AnEvent().ToString(), Cancel);
        using var refused = await _receiver.SendAsync(new AnEvent().ToString(), Cancel);

        await Eventually.IsTrue(() => !_script.Calls.IsEmpty, "operators are told");
        Assert.Equal([(OperatorEvents.JournalFull, "deliveries")], Told());
    }

    [Fact]
    public async Task JournalThatIsFullOfAnomalies_IsTold()
    {
        using var recorded = await _receiver.SendAsync("{", Cancel);
        using var refused = await _receiver.SendAsync("{", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await Eventually.IsTrue(() => !_script.Calls.IsEmpty, "operators are told");
        Assert.Equal([(OperatorEvents.JournalFull, "anomalies")], Told());
    }

    private Task<Outcome> TakeAsync(DeliveryIntake intake)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(new AnEvent().ToString());
        var verdict = ((BodyVerdict.One)_receiver.Services.GetRequiredService<DeliveryValidator>().Judge(body)).Verdict;
        return intake.TakeAsync(verdict, new Receipt(Guid.NewGuid().ToString(), _time.GetUtcNow(), null)).AsTask();
    }

    private async Task<string?[]> ToldOfSilenceAsync()
    {
        await Eventually.IsTrue(
            () => Told().Any(one => one.Type == OperatorEvents.SourceSilent), "operators are told",
            () => _time.Advance(TimeSpan.FromMinutes(6)));
        await _silence.StopAsync(Cancel);
        return [.. Told().Where(one => one.Type == OperatorEvents.SourceSilent).Select(one => one.Subject)];
    }

    private (string? Type, string? Subject)[] Told() =>
    [
        .. _script.Calls.Select(call => JsonElement.Parse(call.HandOver.Event.Span))
            .Select(told => (told.GetProperty("type").GetString(), told.GetProperty("subject").GetString())),
    ];
}
