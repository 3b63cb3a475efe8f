using System.Globalization;
using System.Text.Json;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.MockCloudWatch.Operations.Events;

/// <summary>
/// A PutLogEvents request, read in one pass: messages go unescaped into one buffer, without a string for any of them.
/// </summary>
internal sealed class EventBatch : IResettable
{
    private const int MaxCount = 10_000;
    private const long MaxBytes = 1_048_576;
    private const long MaxSpan = 86_400_000;
    private const long MaxAge = 14 * 86_400_000L;
    private const long MaxAhead = 2 * 3_600_000L;
    private const int KeptBytes = 2 << 20;

    private readonly List<Entry> _entries = [];
    private byte[] _messages = new byte[4096];
    private int _length;

    public string? GroupName { get; private set; }

    public string? StreamName { get; private set; }

    public int Count => _entries.Count;

    private bool _hasEvents;

    public long Timestamp(int index) => _entries[index].Timestamp!.Value;

    /// <summary>Reads the body of a request.</summary>
    public void Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                throw ApiException.Serialization();
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                ReadMember(ref reader);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a lone surrogate in a string, which has no UTF-8.
            throw ApiException.Serialization();
        }
    }

    public static bool TooOld(long timestamp, long now) => timestamp < now - MaxAge;

    public static bool TooNew(long timestamp, long now) => timestamp > now + MaxAhead;

    /// <summary>Checks what holds for the request by itself, whatever the group and the stream are.</summary>
    public void Check()
    {
        CheckMembers();
        var (bytes, previous) = (0L, long.MinValue);
        var ordered = true;
        foreach (var entry in _entries)
        {
            var size = entry.Length + StoredEvent.Overhead;
            if (size > MaxBytes)
            {
                throw TooLarge("Log event", size);
            }

            bytes += size;
            var timestamp = entry.Timestamp!.Value;
            ordered &= timestamp >= previous;
            previous = timestamp;
        }

        if (bytes > MaxBytes)
        {
            throw TooLarge("Upload", bytes);
        }

        if (!ordered)
        {
            throw ApiException.InvalidParameter(
                "Log events in a single PutLogEvents request must be in chronological order.");
        }
    }

    /// <summary>
    /// Checks how far its events lie apart. Those that are too old, expired or too new don't count: they are rejected
    /// one by one.
    /// </summary>
    /// <param name="first">The first that isn't rejected.</param>
    /// <param name="end">The first behind them.</param>
    public void CheckSpan(int first, int end)
    {
        if (first < end && Timestamp(end - 1) - Timestamp(first) > MaxSpan)
        {
            throw ApiException.InvalidParameter(
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
    }

    /// <summary>
    /// The events from <paramref name="start"/> to <paramref name="end"/> (exclusive) as they are stored.
    /// </summary>
    public StoredEvent[] Take(int start, int end, long firstId, long ingestionTime)
    {
        if (start >= end)
        {
            return [];
        }

        var from = _entries[start].Offset;
        var buffer = _messages.AsSpan(from, _entries[end - 1].Offset + _entries[end - 1].Length - from).ToArray();
        var events = new StoredEvent[end - start];
        for (var index = 0; index < events.Length; index++)
        {
            var entry = _entries[start + index];
            events[index] = new StoredEvent(
                buffer, entry.Offset - from, entry.Length, entry.Timestamp!.Value, ingestionTime, firstId + index);
        }

        return events;
    }

    public bool TryReset()
    {
        if (_messages.Length > KeptBytes)
        {
            _messages = new byte[4096];
        }

        _entries.Clear();
        (_length, GroupName, StreamName, _hasEvents) = (0, null, null, false);
        return true;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("logEvents"u8))
        {
            Expect(ref reader, JsonTokenType.StartArray);
            _hasEvents = reader.TokenType is JsonTokenType.StartArray;
            while (_hasEvents && reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                ReadEvent(ref reader);
            }
        }
        else if (reader.ValueTextEquals("logGroupName"u8))
        {
            Expect(ref reader, JsonTokenType.String);
            GroupName = reader.GetString();
        }
        else if (reader.ValueTextEquals("logStreamName"u8))
        {
            Expect(ref reader, JsonTokenType.String);
            StreamName = reader.GetString();
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadEvent(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw ApiException.Serialization();
        }

        var (offset, length, timestamp) = (_length, -1, default(long?));
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("message"u8))
            {
                Expect(ref reader, JsonTokenType.String);
                length = reader.TokenType is JsonTokenType.Null ? -1 : CopyMessage(ref reader, offset);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                Expect(ref reader, JsonTokenType.Number);
                timestamp = reader.TokenType is JsonTokenType.Null ? null
                    : reader.TryGetInt64(out var whole) ? whole : (long)reader.GetDouble();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        _length = offset + Math.Max(0, length);
        _entries.Add(new Entry(offset, length, timestamp));
    }

    private int CopyMessage(ref Utf8JsonReader reader, int offset)
    {
        var needed = offset + reader.ValueSpan.Length;
        if (needed > _messages.Length)
        {
            Array.Resize(ref _messages, Math.Max(needed, _messages.Length * 2));
        }

        return reader.CopyString(_messages.AsSpan(offset));
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || (reader.TokenType != type && reader.TokenType is not JsonTokenType.Null))
        {
            throw ApiException.Serialization();
        }
    }

    private void CheckMembers()
    {
        CheckName(GroupName, "logGroupName");
        CheckName(StreamName, "logStreamName");
        if (!_hasEvents)
        {
            throw ApiException.Missing("logEvents");
        }

        if (Count == 0)
        {
            throw ApiException.Constraint("[]", "logEvents", ApiException.LengthConstraint(0, 1, MaxCount)!);
        }

        Limits.CheckLength("logEvents", Count, 1, MaxCount);

        for (var index = 0; index < Count; index++)
        {
            CheckEntry(_entries[index], index + 1);
        }
    }

    private static ApiException TooLarge(string what, long bytes) => ApiException.InvalidParameter(
        string.Create(CultureInfo.InvariantCulture, $"{what} too large: {bytes} bytes exceeds limit of {MaxBytes}"));

    private static void CheckName(string? name, string member)
    {
        if (name is null)
        {
            throw ApiException.Missing(member);
        }

        if (member == "logStreamName")
        {
            Names.CheckStream(name, member);
        }
        else
        {
            Names.CheckGroup(name, member);
        }
    }

    private static void CheckEntry(Entry entry, int number)
    {
        if (entry is { Timestamp: >= 0, Length: > 0 })
        {
            return;
        }

        var member = string.Create(CultureInfo.InvariantCulture, $"logEvents.{number}.member");
        switch (entry)
        {
            case { Timestamp: null }:
                throw ApiException.Missing(member + ".timestamp");
            case { Timestamp: < 0 }:
                throw ApiException.Constraint(
                    entry.Timestamp, member + ".timestamp", "Member must have value greater than or equal to 0");
            case { Length: < 0 }:
                throw ApiException.Missing(member + ".message");
            case { Length: 0 }:
                throw ApiException.Constraint(
                    "", member + ".message", ApiException.LengthConstraint(0, 1, int.MaxValue)!);
        }
    }

    private readonly record struct Entry(int Offset, int Length, long? Timestamp);
}
