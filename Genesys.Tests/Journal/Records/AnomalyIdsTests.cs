using CsCheck;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Tests.Journal.Records;

/// <summary>What the index reads of an anomaly's record is what the whole record says.</summary>
public class AnomalyIdsTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["az09/-.~ äß東\uFFFD"], 0, 300];

    private static readonly Gen<string?> Id = Gen.Select(Gen.Bool, Text, (has, text) => has ? text + "x" : null);

    private static readonly Gen<string?> Trace =
        Gen.Select(Gen.Bool, Gen.String[Gen.Char["0af-"], 0, 60], (has, text) => has ? text : null);

    private static readonly Gen<AnomalyRecord> Records = Gen.Select(
        Gen.Enum<AnomalyKind>(), Text, Text.Array[0, 4], Text.Array[0, 4], Id, Trace, Gen.Int[-840, 840],
        (kind, text, paths, codes, eventId, traceParent, offset) => new AnomalyRecord
        {
            Kind = kind,
            RequestId = "request-" + text,
            ReceivedAt = JournalRecords.Start.ToOffset(TimeSpan.FromMinutes(offset)),
            ErrorDetails = text,
            ErrorCount = paths.Length,
            ErrorPaths = paths,
            ErrorCodes = codes,
            PayloadSize = text.Length,
            MaskedPayload = text,
            StatusCode = 422,
            EventId = eventId,
            Source = traceParent,
            Schema = eventId,
            TraceParent = traceParent,
        });

    [Fact]
    public void WhatIsFound_IsWhatTheRecordSays() => Records.Sample(record =>
    {
        var writer = new RecordWriter();
        AnomalyCodec.Write(writer, record);

        var ids = AnomalyIds.Read(writer.Written);

        Assert.Equal(record.ReceivedAt, ids.ReceivedAt);
        Assert.Equal(record.Kind, ids.Kind);
        Assert.Equal(AnomalyGroupKey.Of(record), ids.Group);
        var hashes = new long[3];
        Assert.Equal(HashesOf(record), hashes[..ids.Hashes(hashes)]);
    });

    [Fact]
    public void RecordThatIsDamaged_IsRefused()
    {
        var writer = new RecordWriter();
        AnomalyCodec.Write(writer, JournalRecords.AnAnomaly("request"));
        var damaged = writer.Written.ToArray();
        damaged[^1] ^= 1;

        Assert.Throws<DamagedRecordException>(() => AnomalyIds.Read(damaged).Kind);
    }

    private static IEnumerable<long> HashesOf(AnomalyRecord record) =>
        new (SearchId Kind, string? Text)[]
        {
            (SearchId.Request, record.RequestId), (SearchId.Event, record.EventId),
            (SearchId.Trace, TraceId.Of(record.TraceParent)),
        }.Where(id => id.Text is not null).Select(id => SearchHash.Of(id.Kind, id.Text!));
}
