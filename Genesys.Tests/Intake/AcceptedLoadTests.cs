using System.Text;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Intake;

/// <summary>Whoever waits for the record of an accepted event is counted among those who wait.</summary>
public sealed class AcceptedLoadTests
{
    [Fact]
    public async Task ManyThatAreAcceptedAtATime_AreACrowd_UntilTheyAreAnswered()
    {
        using var receiver = ReceiverApp.Start();
        var load = new IntakeLoad(new FakeTimeProvider());
        var journal = RejectedLoadTests.HangingJournal.Create();
        var intake = ActivatorUtilities.CreateInstance<DeliveryIntake>(receiver.Services, load, journal);
        var body = Encoding.UTF8.GetBytes(new AnEvent().ToString());
        var verdict = ((BodyVerdict.One)receiver.Services.GetRequiredService<DeliveryValidator>().Judge(body)).Verdict;
        var many = Enumerable.Range(0, 1_000 * Environment.ProcessorCount).Select(_ => TakeAsync()).ToList();

        Assert.True(load.IsCrowded);

        ((RejectedLoadTests.HangingJournal)(object)journal).Record();
        await Task.WhenAll(many);
        for (var i = 0; i < 1_000; i++)
        {
            await TakeAsync();
        }

        Assert.False(load.IsCrowded);

        Task<Outcome> TakeAsync() => intake.TakeAsync(verdict, new Receipt("1", default, null)).AsTask();
    }
}
