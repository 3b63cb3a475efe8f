using System.Collections.Concurrent;

namespace Genesys.Receiver.Processing;

/// <summary>Which conversation sinks failed when they were last given something, and why.</summary>
internal sealed class SinkState
{
    // Unix: no space left on the device (errno 28), no more quota (122), read-only file system (30).
    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const int ReadOnly = 30;

    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>A sentence for each sink that fails; it quotes no path and no content.</summary>
    public IReadOnlyList<string> Problems =>
        [.. _problems.Select(
            problem => $"The conversation sink {problem.Key} fails: {problem.Value}. Its deliveries are tried again.")];

    public void Worked(object sink) => _problems.TryRemove(sink.GetType().Name, out _);

    public void Failed(object sink, Exception exception) => _problems[sink.GetType().Name] = Describe(exception);

    private static string Describe(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "access to its file is denied",
        DirectoryNotFoundException or FileNotFoundException => "its folder or file isn't there",
        IOException { HResult: NoSpace or NoQuota } => "there is no space left on the disk",
        IOException { HResult: ReadOnly } => "its file system is read-only",
        IOException => "its file can't be written",
        _ => exception.GetType().Name,
    };
}
