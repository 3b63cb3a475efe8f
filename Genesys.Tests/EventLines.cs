using System.Text.Json;

namespace Genesys.Tests;

/// <summary>What a destination of the type File has written, read while it writes.</summary>
internal static class EventLines
{
    /// <summary>
    /// The whole lines of a folder's files whose names begin so. A file may be set aside under another name at any
    /// moment: then all of them are read again.
    /// </summary>
    public static List<string> Of(DirectoryInfo folder, string stem)
    {
        while (true)
        {
            try
            {
                var names = Names();
                var lines = names.SelectMany(Read).ToList();
                if (names.SequenceEqual(Names(), StringComparer.Ordinal))
                {
                    return lines;
                }
            }
            catch (FileNotFoundException)
            {
                // Renamed after it was listed.
            }
        }

        List<string> Names() =>
            [.. folder.EnumerateFiles(stem + "*").Select(file => file.FullName).Order(StringComparer.Ordinal)];
    }

    /// <summary>The member <c>id</c> of each of those lines.</summary>
    public static List<string> IdsOf(DirectoryInfo folder, string stem) =>
        Of(folder, stem).ConvertAll(line => JsonElement.Parse(line).GetProperty("id").GetString()!);

    // Behind the last line feed is a line that is being written, or that a process began which was killed.
    private static string[] Read(string path)
    {
        using var reader = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
