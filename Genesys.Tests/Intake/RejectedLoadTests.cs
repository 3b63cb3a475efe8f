using System.Reflection;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Intake;

/// <summary>Whoever waits for the record of an anomaly waits as those do whose event is accepted.</summary>
public sealed class RejectedLoadTests : IDisposable
{
    private readonly ReceiverApp _receiver = ReceiverApp.Start();
    private readonly IntakeLoad _load = new(new FakeTimeProvider());
    private readonly IJournal _journal = HangingJournal.Create();
    private readonly AnomalyIntake _anomalies;

    public RejectedLoadTests() =>
        _anomalies = ActivatorUtilities.CreateInstance<AnomalyIntake>(_receiver.Services, _load, _journal);

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task ManyThatAreRejectedAtATime_AreACrowd_UntilTheyAreAnswered()
    {
        var many = Enumerable.Range(0, 1_000 * Environment.ProcessorCount).Select(_ => RefuseAsync()).ToList();

        Assert.True(_load.IsCrowded);

        ((HangingJournal)(object)_journal).Record();
        await Task.WhenAll(many);
        for (var i = 0; i < 1_000; i++)
        {
            await RefuseAsync();
        }

        Assert.False(_load.IsCrowded);
    }

    private Task<Outcome> RefuseAsync() => _anomalies.RefuseAsync(
        AnomalyKind.PayloadTooLarge, OutcomeKind.TooLarge, "", default, 0, new Receipt("1", default, null)).AsTask();

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
