namespace Genesys.Tests.Console;

/// <summary>A console, and behind it a receiver that has an outage behind it: whatever can fail has.</summary>
public abstract class AfterAnOutage : IAsyncLifetime
{
    private protected FakeReceiver Receiver { get; private set; } = null!;

    private protected ARunningConsole Running { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Receiver = await FakeReceiver.StartAsync();
        Receiver.Story.AfterAnOutage();
        Running = await ARunningConsole.StartAsync(Receiver.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        await Receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
