namespace Genesys.Tests.EndToEnd;

/// <summary>What is sent to receivers until they are killed. Each sender ends when its receiver is gone.</summary>
internal sealed class Load(IReadOnlyList<RunningReceiver> receivers, IReadOnlyList<Task> senders)
{
    /// <summary>Waits for what the load brings about; when a sender has ended, it says so instead of waiting.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        await receivers[0].UntilAsync(() => condition() || senders.Any(sender => sender.IsCompleted), what);
        foreach (var ended in senders.Where(sender => sender.IsCompleted))
        {
            await ended;
            Assert.Fail($"No answer came. {string.Join('\n', receivers.Select(receiver => receiver.LastLines))}");
        }
    }

    /// <summary>Ends the receivers as a power cut would, and waits for the senders.</summary>
    public async Task KillAsync()
    {
        await Task.WhenAll(receivers.Select(receiver => receiver.KillAsync()));
        await Task.WhenAll(senders);
    }
}
