using System.Text;

namespace Genesys.Receiver.Configuration;

/// <summary>A file that holds one setting's value.</summary>
/// <param name="Variable">The environment variable that names the file.</param>
/// <param name="Path">The file.</param>
internal sealed record SecretFile(string Variable, string Path)
{
    /// <summary>Longest file in bytes. A key, a password or a connection string is far shorter: a longer file is the wrong one.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the value, without the line end that editors put behind it.</summary>
    /// <returns>The value, or null and a sentence that says what is wrong.</returns>
    public (string? Value, string? Problem) Read()
    {
        try
        {
            using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                return (null, $"{Variable}: the file is longer than {MaxBytes} bytes. Name a file that holds the value alone.");
            }

            var value = Strict.GetString(buffer, 0, length).TrimStart('\uFEFF').TrimEnd('\r', '\n');
            return value.Length == 0 ? (null, $"{Variable}: the file is empty.") : (value, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, $"{Variable}: the file isn't UTF-8 text.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, $"{Variable}: there is no such file. Mount it, or correct the path.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, $"{Variable}: the file can't be read by this user.");
        }
    }
}
