using System.Text.Json;

namespace Genesys.Drills.Stack;

/// <summary>What the receivers' File destinations wrote.</summary>
internal static class HandedOver
{
    /// <summary>The file of a receiver in a folder.</summary>
    public static string FileOf(string folder, int receiver) =>
        Path.Combine(folder, $"conversations-{receiver}.ndjson");

    /// <summary>Event ids, each with the number of times that it was handed over.</summary>
    public static Dictionary<string, int> Read(DirectoryInfo folder)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in folder.EnumerateFiles("conversations-*").SelectMany(file => Lines(file.FullName)))
        {
            Add(line, found);
        }

        return found;
    }

    private static void Add(string line, Dictionary<string, int> found)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            // A kill leaves half a line behind.
            return;
        }

        using (document)
        {
            var id = document.RootElement.GetProperty("id").GetString()!;
            found[id] = found.GetValueOrDefault(id) + 1;
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
