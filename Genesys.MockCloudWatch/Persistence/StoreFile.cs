using System.Text;
using Genesys.MockCloudWatch.Storage;

namespace Genesys.MockCloudWatch.Persistence;

/// <summary>The store as a file: a mark, a version, then groups with their streams and events.</summary>
internal static class StoreFile
{
    private const int Mark = 0x4c57434d;
    private const int Version = 1;

    /// <summary>Writes the store to a new file, which then takes the old one's place: a save that breaks off leaves the old one whole.</summary>
    public static void Save(LogStore store, string path)
    {
        var fresh = path + ".new";
        using (var writer = new BinaryWriter(new BufferedStream(File.Create(fresh), 1 << 20), Encoding.UTF8))
        {
            writer.Write(Mark);
            writer.Write(Version);
            var groups = store.Regions.SelectMany(region => region.ToArray()).ToArray();
            writer.Write(groups.Length);
            Array.ForEach(groups, group => WriteGroup(writer, group));
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
                ReadGroup(reader, store);
            }
        }
        catch (Exception broken) when (broken is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw NotOurs(path, broken);
        }
    }

    private static void WriteGroup(BinaryWriter writer, LogGroup group)
    {
        lock (group.Gate)
        {
            writer.Write(group.Region);
            writer.Write(group.Name);
            writer.Write(group.CreationTime);
            writer.Write(group.Class);
            writer.Write(group.KmsKeyId ?? "");
            writer.Write(group.DeletionProtected);
            writer.Write(group.RetentionInDays ?? 0);
            writer.Write(group.NextStreamNumber);
            writer.Write(group.Tags.Count);
            foreach (var (key, value) in group.Tags)
            {
                writer.Write(key);
                writer.Write(value);
            }

            writer.Write(group.Streams.Count);
            foreach (var stream in group.Streams.Values)
            {
                WriteStream(writer, stream);
            }
        }
    }

    private static void WriteStream(BinaryWriter writer, LogStream stream)
    {
        writer.Write(stream.Name);
        writer.Write(stream.Number);
        writer.Write(stream.CreationTime);
        writer.Write(stream.NextEventId);
        var events = stream.Events.Slice();
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

    private static void ReadGroup(BinaryReader reader, LogStore store)
    {
        var (region, name, created) = (reader.ReadString(), reader.ReadString(), reader.ReadInt64());
        var (kind, key, isProtected) = (reader.ReadString(), reader.ReadString(), reader.ReadBoolean());
        var (days, nextNumber) = (reader.ReadInt32(), reader.ReadInt32());
        var group = new LogGroup(name, region, created)
        {
            Class = kind,
            KmsKeyId = key.Length > 0 ? key : null,
            DeletionProtected = isProtected,
            RetentionInDays = days > 0 ? days : null,
            NextStreamNumber = nextNumber,
        };
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            group.Tags[reader.ReadString()] = reader.ReadString();
        }

        store.Region(region).TryAdd(group);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            ReadStream(reader, store, group);
        }
    }

    private static void ReadStream(BinaryReader reader, LogStore store, LogGroup group)
    {
        var stream = new LogStream(reader.ReadString(), reader.ReadInt32(), reader.ReadInt64()) { NextEventId = reader.ReadInt64() };
        var events = new StoredEvent[reader.ReadInt32()];
        for (var index = 0; index < events.Length; index++)
        {
            var (timestamp, ingested, id, length) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
            var message = reader.ReadBytes(length);
            events[index] = message.Length == length
                ? new StoredEvent(message, 0, length, timestamp, ingested, id)
                : throw new EndOfStreamException();
        }

        lock (group.Gate)
        {
            group.Streams[stream.Name] = stream;
            store.Add(group, stream, events);
        }
    }

    private static InvalidDataException NotOurs(string path, Exception? inner) =>
        new($"{path} is not a file that this mock saved, or is damaged. Delete it, or point Mock:DataFile elsewhere.", inner);
}
