namespace Genesys.Receiver.Commands;

/// <summary>A payload to check, and what to call it.</summary>
/// <param name="Name">The file's name, and of its lines the number.</param>
/// <param name="Body">Its bytes, or null when there are more of them than the service takes.</param>
internal readonly record struct NamedPayload(string Name, byte[]? Body);

/// <summary>Reads the payloads of a file or of standard input, and of none more than the service would.</summary>
/// <param name="maxBytes">The most bytes that a payload may have.</param>
internal sealed class PayloadSource(int maxBytes)
{
    /// <summary>Name of standard input among the files.</summary>
    public const string StandardInput = "-";

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public IEnumerable<NamedPayload> Read(string file, ValidateArguments arguments, Stream standardInput)
    {
        if (file == StandardInput)
        {
            return arguments.Whole
                ? [new NamedPayload("stdin", ReadWhole(standardInput))]
                : ReadLines("stdin", standardInput);
        }

        if (Directory.Exists(file))
        {
            throw new IOException("it is a directory.");
        }

        var hasLines = arguments.Lines || Path.GetExtension(file) is ".jsonl" or ".ndjson";
        return hasLines
            ? ReadLines(file, File.OpenRead(file))
            : [new NamedPayload(file, ReadWhole(File.OpenRead(file)))];
    }

    /// <summary>
    /// The lines of a stream, byte by byte as they are: an invalid encoding has to stay one. Blank lines are left out.
    /// </summary>
    private IEnumerable<NamedPayload> ReadLines(string name, Stream stream)
    {
        using var buffered = new BufferedStream(stream, 64 * 1024);
        var line = new MemoryStream();
        var number = 1;
        while (buffered.ReadByte() is >= 0 and var next)
        {
            if (next != '\n')
            {
                // One byte beyond the limit is kept, which says that it is too long; the rest of the line is read and
                // dropped.
                if (line.Length <= maxBytes)
                {
                    line.WriteByte((byte)next);
                }

                continue;
            }

            if (!IsBlank(line))
            {
                yield return new NamedPayload($"{name}:{number}", BodyOf(line));
            }

            line.SetLength(0);
            number++;
        }

        if (!IsBlank(line))
        {
            yield return new NamedPayload($"{name}:{number}", BodyOf(line));
        }
    }

    private byte[]? ReadWhole(Stream stream)
    {
        using (stream)
        {
            var all = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (all.Length <= maxBytes && stream.Read(buffer) is > 0 and var read)
            {
                all.Write(buffer, 0, read);
            }

            return BodyOf(all);
        }
    }

    private byte[]? BodyOf(MemoryStream bytes) => bytes.Length <= maxBytes ? bytes.ToArray() : null;

    private static bool IsBlank(MemoryStream line) =>
        !line.GetBuffer().AsSpan(0, (int)line.Length).ContainsAnyExcept(" \t\r"u8);
}
