using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;

namespace Genesys.MockCloudWatch.Persistence;

/// <summary>
/// The store as a file: a mark, a version, then regions with their resources and their groups, and each group's
/// resources, streams and events.
/// </summary>
internal static class StoreFile
{
    private const int Mark = 0x4c57434d;
    private const int Version = 2;
    private const int MaxMessage = 1 << 20;

    /// <summary>
    /// Writes the store to a new file, which then takes the old one's place: a save that breaks off leaves the old one
    /// whole.
    /// </summary>
    public static void Save(LogStore store, string path)
    {
        var fresh = path + ".new";
        using (var file = File.Create(fresh))
        using (var writer = new BinaryWriter(new BufferedStream(file, 1 << 20), Encoding.UTF8))
        {
            writer.Write(Mark);
            writer.Write(Version);
            var regions = store.Regions.ToArray();
            writer.Write(regions.Length);
            Array.ForEach(regions, region => WriteRegion(writer, region));
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Reads a file into an empty store.</summary>
    /// <exception cref="InvalidDataException">It isn't a file of this mock.</exception>
    public static void Load(LogStore store, string path)
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(path), 1 << 20), Encoding.UTF8);
        try
        {
            if (reader.ReadInt32() != Mark || reader.ReadInt32() != Version)
            {
                throw NotOurs(path, null);
            }

            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                ReadRegion(reader, store);
            }
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException or ArgumentException
            or OverflowException or JsonException or InvalidOperationException)
        {
            throw NotOurs(path, broken);
        }
    }

    private static void WriteRegion(BinaryWriter writer, LogRegion region)
    {
        writer.Write(region.Name);
        WriteTables(writer, region.Tables);
        var groups = region.ToArray();
        writer.Write(groups.Length);
        Array.ForEach(groups, group => WriteGroup(writer, group));
    }

    private static void WriteGroup(BinaryWriter writer, LogGroup group)
    {
        // The lock is for the members and the slices only: writers to the group don't wait for the disk.
        (LogStream Stream, long NextEventId, EventSlice Events)[] streams;
        lock (group.Gate)
        {
            writer.Write(group.Name);
            writer.Write(group.CreationTime);
            writer.Write(group.Class);
            writer.Write(group.KmsKeyId ?? "");
            writer.Write(group.DeletionProtected);
            writer.Write(group.RetentionInDays ?? 0);
            writer.Write(group.NextStreamNumber);
            WriteTags(writer, group.Tags);
            streams = [.. group.Streams.Values.Select(stream => (stream, stream.NextEventId, stream.Events.Slice()))];
        }

        WriteTables(writer, group.Tables);
        writer.Write(streams.Length);
        foreach (var (stream, nextEventId, events) in streams)
        {
            writer.Write(stream.Name);
            writer.Write(stream.Number);
            writer.Write(stream.CreationTime);
            writer.Write(nextEventId);
            WriteEvents(writer, events);
        }
    }

    private static void WriteEvents(BinaryWriter writer, EventSlice events)
    {
        writer.Write(events.Count);
        for (var index = 0; index < events.Count; index++)
        {
            ref readonly var item = ref events[index];
            writer.Write(item.Timestamp);
            writer.Write(item.IngestionTime);
            writer.Write(item.Id);
            writer.Write(item.Length);
            writer.Write(item.Message);
        }
    }

    private static void WriteTables(BinaryWriter writer, IEnumerable<(string Kind, ResourceTable Table)> tables)
    {
        var resources = tables
            .SelectMany(item => item.Table.ToArray().Select(resource => (item.Kind, Resource: resource)))
            .ToArray();
        writer.Write(resources.Length);
        foreach (var (kind, resource) in resources)
        {
            writer.Write(kind);
            writer.Write(resource.Name);
            writer.Write(resource.Description.ToJsonString());
            WriteTags(writer, resource.Tags);
        }
    }

    private static void WriteTags(BinaryWriter writer, IReadOnlyDictionary<string, string> tags)
    {
        writer.Write(tags.Count);
        foreach (var (key, value) in tags)
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    private static void ReadRegion(BinaryReader reader, LogStore store)
    {
        var region = store.Region(reader.ReadString()) ?? throw new FormatException();
        ReadTables(reader, region.Tables);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            ReadGroup(reader, store, region);
        }
    }

    private static void ReadGroup(BinaryReader reader, LogStore store, LogRegion region)
    {
        var (name, created) = (reader.ReadString(), reader.ReadInt64());
        var (kind, key, isProtected) = (reader.ReadString(), reader.ReadString(), reader.ReadBoolean());
        var (days, nextNumber) = (reader.ReadInt32(), reader.ReadInt32());
        var group = new LogGroup(name, region.Name, created)
        {
            Class = kind,
            KmsKeyId = key.Length > 0 ? key : null,
            DeletionProtected = isProtected,
            RetentionInDays = days > 0 ? days : null,
            NextStreamNumber = nextNumber,
            Tags = ReadTags(reader),
        };
        ReadTables(reader, group.Tables);
        Place(store);
        region.TryAdd(group);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            ReadStream(reader, store, group);
        }
    }

    private static void ReadStream(BinaryReader reader, LogStore store, LogGroup group)
    {
        var stream = new LogStream(
            reader.ReadString(), reader.ReadInt32(), reader.ReadInt64())
        { NextEventId = reader.ReadInt64() };

        // A list grows with what is there: a damaged count must not take the memory that it claims.
        var events = new List<StoredEvent>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (timestamp, ingested, id, length) = (
                reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
            var message = length is >= 0 and <= MaxMessage ? reader.ReadBytes(length) : throw new FormatException();
            events.Add(
                message.Length == length
                    ? new StoredEvent(message, 0, length, timestamp, ingested, id)
                    : throw new EndOfStreamException());
        }

        Place(store);
        lock (group.Gate)
        {
            group.Streams[stream.Name] = stream;
            store.Add(group, stream, events.ToArray());
        }
    }

    private static void ReadTables(BinaryReader reader, IEnumerable<(string Kind, ResourceTable Table)> tables)
    {
        var byKind = tables.ToDictionary(item => item.Kind, item => item.Table, StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (kind, name, description) = (
                reader.ReadString(), reader.ReadString(), JsonNode.Parse(reader.ReadString())!.AsObject());
            var tags = ReadTags(reader);
            (byKind.GetValueOrDefault(kind) ?? throw new FormatException()).Put(
                name, _ => new Resource(name, description, tags));
        }
    }

    private static SortedDictionary<string, string> ReadTags(BinaryReader reader)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            tags[reader.ReadString()] = reader.ReadString();
        }

        return tags;
    }

    private static void Place(LogStore store)
    {
        if (!store.TryTakePlace())
        {
            throw new FormatException();
        }
    }

    private static InvalidDataException NotOurs(string path, Exception? inner) =>
        new(
            $"{path} is not a file that this version of the mock saved, or is damaged. "
            + "Delete it, or point Mock:DataFile elsewhere.",
            inner);
}
