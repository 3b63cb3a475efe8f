using System.Reflection;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Intake;

/// <summary>Whoever waits for the record of an anomaly waits as those do whose event is accepted.</summary>
public sealed class RejectedLoadTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<ReceiverMetrics>()
        .AddSingleton<TimeProvider>(new FakeTimeProvider()).AddSingleton<IntakeLoad>().AddSingleton<AnomalyIntake>()
        .AddSingleton(HangingJournal.Create()).BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task ManyThatAreRejectedAtATime_AreACrowd_UntilTheyAreAnswered()
    {
        var load = _services.GetRequiredService<IntakeLoad>();
        var many = Enumerable.Range(0, 1_000 * Environment.ProcessorCount).Select(_ => RefuseAsync()).ToList();

        Assert.True(load.IsCrowded);

        HangingJournal.Of(_services).Record();
        await Task.WhenAll(many);
        for (var i = 0; i < 1_000; i++)
        {
            await RefuseAsync();
        }

        Assert.False(load.IsCrowded);
    }

    private Task<Outcome> RefuseAsync() => _services.GetRequiredService<AnomalyIntake>().RefuseAsync(
        AnomalyKind.PayloadTooLarge, OutcomeKind.TooLarge, "", default, 0, new Receipt("1", default, null)).AsTask();

    /// <summary>A journal that records nothing before it is told to.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class HangingJournal : DispatchProxy
    {
        private readonly TaskCompletionSource<RecordResult> _recorded =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static IJournal Create() => Create<IJournal, HangingJournal>();

        public static HangingJournal Of(IServiceProvider services) =>
            (HangingJournal)(object)services.GetRequiredService<IJournal>();

        public void Record() => _recorded.SetResult(new RecordResult(RecordStatus.Recorded));

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            new ValueTask<RecordResult>(_recorded.Task);
    }
}
