namespace Genesys.Receiver.Destinations.Files;

/// <summary>
/// Appends events to a file, one JSON object a line (NDJSON). An event counts as handed over when it is on the disk:
/// those that come together share one wait for it.
/// </summary>
internal sealed class FileDestination(DestinationContext context, TimeProvider time) : IDestination, IDisposable
{
    // Unix: no space left on the device (errno 28), no more quota (122), read-only file system (30).
    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const int ReadOnly = 30;

    private readonly string _path = Path.GetFullPath(context.Options.Path!);
    private readonly SemaphoreSlim _turn = new(1);
    private EventFile? _file;
    private (DateOnly Day, int Number) _setAside;

    public int MaxBatch => 256;

    public async ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken)
    {
        var lines = handOvers.Select(handOver => Line(handOver.Body)).ToList();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Append(lines), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _turn.Dispose();
    }

    private HandOverResult[] Append(List<ReadOnlyMemory<byte>> lines)
    {
        HandOverResult result;
        try
        {
            if (_file is { IsAsItWasLeft: false })
            {
                Close();
            }

            _file ??= EventFile.Open(
                _path, context.Options.MaxFileBytes, context.Options.MaxFiles, setAside: _setAside);
            _file.Append(lines, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            result = HandOverResult.Delivered;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Opened anew for the next: whatever is half written is cut off then.
            Close();
            result = HandOverResult.Failed(WordFor(failure));
        }

        return [.. Enumerable.Repeat(result, lines.Count)];
    }

    private void Close()
    {
        _setAside = _file?.LastSetAside ?? _setAside;
        _file?.Dispose();
        _file = null;
    }

    /// <summary>A line break in well-formed JSON stands between tokens: within a string it is escaped.</summary>
    private static ReadOnlyMemory<byte> Line(ReadOnlyMemory<byte> json)
    {
        var line = new byte[json.Length + 1];
        json.Span.CopyTo(line);
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        line[^1] = (byte)'\n';
        return line;
    }

    private static string WordFor(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "access_denied",
        DirectoryNotFoundException or FileNotFoundException => "no_folder",
        { HResult: NoSpace or NoQuota } => "no_space",
        { HResult: ReadOnly } => "read_only",
        _ => "not_written",
    };
}
