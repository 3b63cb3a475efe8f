using System.Text;

namespace Genesys.Receiver.Journal.Records;

/// <summary>What an anomaly is found by, read from its record without copying it.</summary>
internal readonly ref struct AnomalyIds
{
    private readonly ReadOnlySpan<byte> _path;
    private readonly ReadOnlySpan<byte> _code;

    private AnomalyIds(ReadOnlySpan<byte> fields)
    {
        var reader = new RecordReader(fields);
        ReceivedAt = reader.Instant();
        Kind = (AnomalyKind)reader.Byte();
        RequestId = reader.Utf8();
        reader.Utf8();
        reader.Count();
        _path = FirstOf(ref reader);
        reader.Int64();
        reader.Utf8();
        reader.Count();
        EventId = reader.Utf8();
        reader.Utf8();
        reader.Utf8();
        TraceId = Records.TraceId.Of(reader.Utf8());
        _code = reader.IsAtEnd ? [] : FirstOf(ref reader);
    }

    public DateTimeOffset ReceivedAt { get; }

    public AnomalyKind Kind { get; }

    public ReadOnlySpan<byte> RequestId { get; }

    /// <summary>Empty for none.</summary>
    public ReadOnlySpan<byte> EventId { get; }

    /// <summary>32 hexadecimal digits; empty for none.</summary>
    public ReadOnlySpan<byte> TraceId { get; }

    public AnomalyGroupKey Group =>
        AnomalyGroupKey.Of(Kind, Encoding.UTF8.GetString(_path), Encoding.UTF8.GetString(_code));

    /// <exception cref="DamagedRecordException">The bytes aren't those that were written.</exception>
    public static AnomalyIds Read(ReadOnlySpan<byte> record) =>
        RecordFrame.TryOpen(record, RecordFrame.Anomaly, out var fields, out _)
            ? new AnomalyIds(fields)
            : throw new DamagedRecordException("An anomaly's record is damaged.");

    /// <summary>The hashes under which the anomaly is found; returns how many, at most 3.</summary>
    public int Hashes(Span<long> hashes)
    {
        hashes[0] = SearchHash.Of(SearchId.Request, RequestId);
        var count = 1;
        if (!EventId.IsEmpty)
        {
            hashes[count++] = SearchHash.Of(SearchId.Event, EventId);
        }

        if (!TraceId.IsEmpty)
        {
            hashes[count++] = SearchHash.Of(SearchId.Trace, TraceId);
        }

        return count;
    }

    private static ReadOnlySpan<byte> FirstOf(scoped ref RecordReader reader)
    {
        ReadOnlySpan<byte> first = [];
        var count = reader.Count();
        for (var i = 0; i < count; i++)
        {
            var text = reader.Utf8();
            first = i == 0 ? text : first;
        }

        return first;
    }
}
