using System.Text;
using System.Text.Json;
using Genesys.Receiver.GenesysCloud;
using Genesys.Tests.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.GenesysCloud;

public sealed class NdjsonConversationSinkTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ndjson");

    private string FilePath => Path.Combine(_folder.FullName, "deeper", "conversations.ndjson");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Conversation_IsOneLine_WhateverItsLayout()
    {
        using (var sink = Sink())
        {
            await TakeAsync(sink, "a", "{\r\n  \"id\": \"a\",\n  \"name\": \"line\\nbreak\"\n}");
            await TakeAsync(sink, "b", """{"id":"b"}""", """{"metrics":[]}""");
        }

        var lines = File.ReadAllLines(FilePath);
        Assert.Equal(2, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Equal("a", first.RootElement.GetProperty("conversationId").GetString());
        Assert.Equal("line\nbreak", first.RootElement.GetProperty("conversation").GetProperty("name").GetString());
        Assert.Equal("event-a", first.RootElement.GetProperty("eventIds")[0].GetString());
        Assert.False(first.RootElement.TryGetProperty("analytics", out _));
        using var second = JsonDocument.Parse(lines[1]);
        Assert.Equal(0, second.RootElement.GetProperty("analytics").GetProperty("metrics").GetArrayLength());
    }

    [Fact]
    public async Task ManyAtOnce_AreAllThere_WholeAndOnce()
    {
        using (var sink = Sink())
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(() => TakeAsync(sink, $"c-{number}", """{"id":"c"}"""))));
        }

        var ids = File.ReadAllLines(FilePath).Select(
            line => JsonDocument.Parse(line).RootElement.GetProperty("conversationId").GetString()).ToList();
        Assert.Equal(500, ids.Count);
        Assert.Equal(500, ids.Distinct().Count());
    }

    [Fact]
    public async Task FullFile_IsSetAside_AndTheOldestIsDeleted()
    {
        var large = """{"id":"c","text":"TEXT"}""".Replace("TEXT", new string('x', 600_000), StringComparison.Ordinal);
        using (var sink = Sink(bytes: 1_048_576, files: 2))
        {
            for (var i = 0; i < 5; i++)
            {
                await TakeAsync(sink, $"c-{i}", large);
            }
        }

        Assert.Equal(["c-4"], IdsIn(FilePath));
        Assert.Equal(["c-3"], IdsIn(FilePath + ".1"));
        Assert.Equal(["c-2"], IdsIn(FilePath + ".2"));
        Assert.False(File.Exists(FilePath + ".3"));
    }

    [Fact]
    public async Task HalfALineFromACrash_IsCutOff()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllTextAsync(
            FilePath, "{\"conversationId\":\"whole\"}\n{\"conversationId\":\"ha"
                + new string('l', 10_000), TestContext.Current.CancellationToken);
        using (var sink = Sink())
        {
            await TakeAsync(sink, "next", "{}");
        }

        Assert.Equal(["whole", "next"], IdsIn(FilePath));
    }

    [Fact]
    public async Task FileThatCannotBeWritten_FailsTheTaking_AndTheNextTriesAgain()
    {
        Directory.CreateDirectory(FilePath);
        using (var sink = Sink())
        {
            await Assert.ThrowsAnyAsync<Exception>(() => TakeAsync(sink, "a", "{}"));
            Directory.Delete(FilePath);
            await TakeAsync(sink, "b", "{}");
        }

        Assert.Equal(["b"], IdsIn(FilePath));
    }

    [Fact]
    public async Task File_IsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var sink = Sink();
        await TakeAsync(sink, "a", "{}");

#pragma warning disable CA1416 // Skipped above where it isn't there.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
#pragma warning restore CA1416
    }

    private static IEnumerable<string?> IdsIn(string path) =>
        File.ReadAllLines(path).Select(
            line => JsonDocument.Parse(line).RootElement.GetProperty("conversationId").GetString());

    private static Task TakeAsync(
        NdjsonConversationSink sink, string id, string conversation, string? analytics = null) => sink.TakeAsync(
        new FetchedConversation
        {
            ConversationId = ConversationIds.Of(id),
            EventIds = [$"event-{id}"],
            FetchedAt = DateTimeOffset.UnixEpoch,
            Conversation = Encoding.UTF8.GetBytes(conversation),
            Analytics = analytics is null ? null : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(analytics),
        },
        TestContext.Current.CancellationToken).AsTask();

    private NdjsonConversationSink Sink(long bytes = 10_485_760, int files = 8) =>
        new(Options.Create(new GenesysOptions { SinkFile = FilePath, SinkFileBytes = bytes, SinkFiles = files }));
}
