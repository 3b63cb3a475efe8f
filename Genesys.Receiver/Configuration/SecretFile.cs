using System.Text;

namespace Genesys.Receiver.Configuration;

/// <summary>A file that holds one setting's value.</summary>
/// <param name="Variable">The environment variable that names the file.</param>
/// <param name="Path">The file.</param>
/// <param name="MaxWait">How long is waited for it.</param>
internal sealed record SecretFile(string Variable, string Path, TimeSpan MaxWait)
{
    private Thread? _reader;

    /// <summary>
    /// Longest file in bytes. A key, a password or a connection string is far shorter: a longer file is the wrong one.
    /// </summary>
    public const int MaxBytes = 64 * 1024;

    public static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(2);

    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the value, without the line end that editors put behind it.</summary>
    /// <returns>The value, or null and a sentence that says what is wrong.</returns>
    /// <remarks>A named pipe, a terminal or a share that hangs may never answer: neither the start nor anything else
    /// waits for it for long.</remarks>
    public (string? Value, string? Problem) Read()
    {
        (string?, string?) result = (
            null,
            $"{Variable}: the file can't be read within {MaxWait.TotalSeconds:0} s. "
            + "Name a regular file, not a pipe or a device.");
        var reader = _reader;
        if (reader is { IsAlive: true })
        {
            return result;
        }

        // What hangs is left behind; a thread of the pool would be missed there.
        (string?, string?)? read = null;
        reader = _reader = new Thread(() => read = ReadNow()) { IsBackground = true, Name = Variable };
        reader.Start();
        return reader.Join(MaxWait) ? read!.Value : result;
    }

    private (string? Value, string? Problem) ReadNow()
    {
        try
        {
            using var stream =
                new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                return (
                    null,
                    $"{Variable}: the file is longer than {MaxBytes} bytes. Name a file that holds the value alone.");
            }

            var value = Strict.GetString(buffer, 0, length).TrimStart('\uFEFF').TrimEnd('\r', '\n');
            return string.IsNullOrWhiteSpace(value) ? (null, $"{Variable}: the file is empty.") : (value, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, $"{Variable}: the file isn't UTF-8 text.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, $"{Variable}: there is no such file. Mount it, or correct the path.");
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
                or OutOfMemoryException)
        {
            return (null, $"{Variable}: the file can't be read by this user.");
        }
    }
}
