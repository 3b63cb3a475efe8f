using Genesys.Receiver.Destinations.Files;

namespace Genesys.Tests.Destinations.Files;

/// <summary>A power cut takes a file whose name isn't on the disk, whatever of its content is.</summary>
public sealed class EventFileTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 3, 1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("event-file-");
    private readonly List<string> _flushed = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void NameOfANewFile_IsOnTheDisk_WhenItsFirstLinesAre()
    {
        using var file = Open(Path.Combine(_folder.FullName, "events.ndjson"));
        Assert.Empty(_flushed);

        file.Append(["1\n"u8.ToArray()], Today);
        file.Append(["2\n"u8.ToArray()], Today);

        Assert.Equal([_folder.FullName], _flushed);
    }

    [Fact]
    public void NamesOfAFileThatWasSetAsideAndOfTheNext_AreOnTheDisk_WhenTheNextLinesAre()
    {
        using var file = Open(Path.Combine(_folder.FullName, "events.ndjson"));
        file.Append(["1\n"u8.ToArray()], Today);
        _flushed.Clear();

        file.Append(["2\n"u8.ToArray()], Today.AddDays(1));

        Assert.Equal([_folder.FullName], _flushed);
    }

    private EventFile Open(string path) => EventFile.Open(path, maxBytes: 1024, kept: null, _flushed.Add);
}
