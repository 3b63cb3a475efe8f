using System.Text.Json;

namespace Genesys.Drills.Stack;

/// <summary>What the receivers' conversation sinks wrote.</summary>
internal static class HandedOver
{
    /// <summary>The sink file of a receiver in a folder.</summary>
    public static string FileOf(string folder, int receiver) => Path.Combine(folder, $"conversations-{receiver}.ndjson");

    /// <summary>Event ids, each with the times of the fetches that it was handed over with.</summary>
    public static Dictionary<string, List<DateTimeOffset>> Read(DirectoryInfo folder)
    {
        var found = new Dictionary<string, List<DateTimeOffset>>(StringComparer.Ordinal);
        foreach (var line in folder.EnumerateFiles("conversations-*").SelectMany(file => Lines(file.FullName)))
        {
            Add(line, found);
        }

        return found;
    }

    private static void Add(string line, Dictionary<string, List<DateTimeOffset>> found)
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
            var at = document.RootElement.GetProperty("fetchedAt").GetDateTimeOffset();
            foreach (var id in document.RootElement.GetProperty("eventIds").EnumerateArray())
            {
                if (!found.TryGetValue(id.GetString()!, out var times))
                {
                    found.Add(id.GetString()!, times = []);
                }

                times.Add(at);
            }
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
