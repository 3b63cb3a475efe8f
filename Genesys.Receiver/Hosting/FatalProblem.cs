namespace Genesys.Receiver.Hosting;

/// <summary>What the service ended for without being told to.</summary>
internal sealed class FatalProblem
{
    private string? _sentence;

    /// <summary>What is wrong and what to do; null while nothing is.</summary>
    public string? Sentence => Volatile.Read(ref _sentence);

    /// <summary>Takes note of the first.</summary>
    public void Report(string sentence) => Interlocked.CompareExchange(ref _sentence, sentence, null);
}
