using System.Reflection;
using System.Text;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Intake;

/// <summary>Whoever waits for a record, of an event or of an anomaly, is counted among those who wait.</summary>
public sealed class RecordLoadTests : IDisposable
{
    private readonly ReceiverApp _receiver = ReceiverApp.Start();
    private readonly IntakeLoad _load = new(new FakeTimeProvider());
    private readonly IJournal _journal = HangingJournal.Create();

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public Task ManyThatAreAcceptedAtATime_AreACrowd_UntilTheyAreAnswered()
    {
        var intake = Create<DeliveryIntake>();
        var body = Encoding.UTF8.GetBytes(new AnEvent().ToString());
        var verdict =
            ((BodyVerdict.One)_receiver.Services.GetRequiredService<DeliveryValidator>().Judge(body)).Verdict;

        return AreACrowdAsync(() => intake.TakeAsync(verdict, new Receipt("1", default, null)).AsTask());
    }

    [Fact]
    public Task ManyThatAreRejectedAtATime_AreACrowd_UntilTheyAreAnswered()
    {
        var anomalies = Create<AnomalyIntake>();

        return AreACrowdAsync(() => anomalies.RefuseAsync(
            AnomalyKind.PayloadTooLarge, OutcomeKind.TooLarge, "", default, 0, new Receipt("1", default, null))
            .AsTask());
    }

    private T Create<T>() => ActivatorUtilities.CreateInstance<T>(_receiver.Services, _load, _journal);

    private async Task AreACrowdAsync(Func<Task<Outcome>> record)
    {
        var many = Enumerable.Range(0, 1_000 * Environment.ProcessorCount).Select(_ => record()).ToList();

        Assert.True(_load.IsCrowded);

        ((HangingJournal)(object)_journal).Record();
        await Task.WhenAll(many);
        for (var i = 0; i < 1_000; i++)
        {
            await record();
        }

        Assert.False(_load.IsCrowded);
    }

    /// <summary>A journal that records nothing before it is told to.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class HangingJournal : DispatchProxy
    {
        private readonly TaskCompletionSource<RecordResult> _recorded =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static IJournal Create() => Create<IJournal, HangingJournal>();

        public void Record() => _recorded.SetResult(new RecordResult(RecordStatus.Recorded));

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            new ValueTask<RecordResult>(_recorded.Task);
    }
}
