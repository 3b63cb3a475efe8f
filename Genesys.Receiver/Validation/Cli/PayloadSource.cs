namespace Genesys.Receiver.Validation.Cli;

/// <summary>A payload to check, and what to call it.</summary>
internal readonly record struct NamedPayload(string Name, byte[] Body);

/// <summary>Reads the payloads of a file or of standard input.</summary>
internal static class PayloadSource
{
    /// <summary>Name of standard input among the files.</summary>
    public const string StandardInput = "-";

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IEnumerable<NamedPayload> Read(string file, ValidateArguments arguments, Stream standardInput)
    {
        if (file == StandardInput)
        {
            return arguments.Whole ? [new NamedPayload("stdin", ReadAll(standardInput))] : ReadLines("stdin", standardInput);
        }

        var hasLines = arguments.Lines || Path.GetExtension(file) is ".jsonl" or ".ndjson";
        return hasLines ? ReadLines(file, File.OpenRead(file)) : [new NamedPayload(file, File.ReadAllBytes(file))];
    }

    /// <summary>The lines of a stream, byte by byte as they are: an invalid encoding has to stay one. Blank lines are left out.</summary>
    private static IEnumerable<NamedPayload> ReadLines(string name, Stream stream)
    {
        using var buffered = new BufferedStream(stream, 64 * 1024);
        var line = new MemoryStream();
        var number = 1;
        while (buffered.ReadByte() is >= 0 and var next)
        {
            if (next != '\n')
            {
                line.WriteByte((byte)next);
                continue;
            }

            if (!IsBlank(line))
            {
                yield return new NamedPayload($"{name}:{number}", line.ToArray());
            }

            line.SetLength(0);
            number++;
        }

        if (!IsBlank(line))
        {
            yield return new NamedPayload($"{name}:{number}", line.ToArray());
        }
    }

    private static bool IsBlank(MemoryStream line) => !line.GetBuffer().AsSpan(0, (int)line.Length).ContainsAnyExcept(" \t\r"u8);

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
