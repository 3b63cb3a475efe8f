using Genesys.Receiver.GenesysCloud;

namespace Genesys.Tests.GenesysCloud;

/// <summary>Remembers a fetch's steps.</summary>
internal sealed class SilentProgress : IFetchProgress
{
    public List<string> Steps { get; } = [];

    public bool MayRetry { get; set; } = true;

    public bool RetriesNotFound { get; set; }

    public Action? OnBackingOff { get; set; }

    public void BackingOff()
    {
        Steps.Add("backing off");
        OnBackingOff?.Invoke();
    }

    public void Queueing() => Steps.Add("queueing");

    public ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken)
    {
        Steps.Add(answersForNewer ? "attempt" : "attempt for what is there");
        return ValueTask.CompletedTask;
    }
}
