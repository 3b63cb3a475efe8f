namespace Genesys.Receiver.Journal.Records;

/// <summary>An <see cref="AnomalyRecord"/> as bytes.</summary>
internal static class AnomalyCodec
{
    public static void Write(RecordWriter writer, AnomalyRecord record)
    {
        RecordFrame.Begin(writer);
        writer.Instant(record.ReceivedAt);
        writer.Byte((byte)record.Kind);
        writer.Text(record.RequestId);
        writer.Text(record.ErrorDetails);
        writer.Count((uint)record.ErrorCount);
        writer.Count((uint)record.ErrorPaths.Count);
        for (var i = 0; i < record.ErrorPaths.Count; i++)
        {
            writer.Text(record.ErrorPaths[i]);
        }

        writer.Int64(record.PayloadSize);
        writer.Text(record.MaskedPayload);
        writer.Count((uint)record.StatusCode);
        writer.Text(record.EventId);
        writer.Text(record.Source);
        writer.Text(record.Schema);
        writer.Text(record.TraceParent);
        RecordFrame.End(writer, RecordFrame.Anomaly, []);
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="DamagedRecordException">The bytes aren't those that were written.</exception>
    public static AnomalyRecord Read(ReadOnlySpan<byte> record)
    {
        if (!RecordFrame.TryOpen(record, RecordFrame.Anomaly, out var fields, out _))
        {
            throw new DamagedRecordException("An anomaly's record is damaged.");
        }

        var reader = new RecordReader(fields);
        return new AnomalyRecord
        {
            ReceivedAt = reader.Instant(),
            Kind = (AnomalyKind)reader.Byte(),
            RequestId = reader.Text(),
            ErrorDetails = reader.Text(),
            ErrorCount = (int)reader.Count(),
            ErrorPaths = ReadPaths(ref reader),
            PayloadSize = reader.Int64(),
            MaskedPayload = reader.Text(),
            StatusCode = (int)reader.Count(),
            EventId = reader.OptionalText(),
            Source = reader.OptionalText(),
            Schema = reader.OptionalText(),
            TraceParent = reader.OptionalText(),
        };
    }

    private static string[] ReadPaths(ref RecordReader reader)
    {
        var paths = new string[reader.Count()];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = reader.Text();
        }

        return paths;
    }
}
