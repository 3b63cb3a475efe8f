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
        WriteTexts(writer, record.ErrorPaths);

        writer.Int64(record.PayloadSize);
        writer.Text(record.MaskedPayload);
        writer.Count((uint)record.StatusCode);
        writer.Text(record.EventId);
        writer.Text(record.Source);
        writer.Text(record.Schema);
        writer.Text(record.TraceParent);
        WriteTexts(writer, record.ErrorCodes);
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
            ErrorPaths = ReadTexts(ref reader),
            PayloadSize = reader.Int64(),
            MaskedPayload = reader.Text(),
            StatusCode = (int)reader.Count(),
            EventId = reader.OptionalText(),
            Source = reader.OptionalText(),
            Schema = reader.OptionalText(),
            TraceParent = reader.OptionalText(),

            // A record of schema 1 ends here.
            ErrorCodes = reader.IsAtEnd ? [] : ReadTexts(ref reader),
        };
    }

    private static void WriteTexts(RecordWriter writer, IReadOnlyList<string> texts)
    {
        writer.Count((uint)texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            writer.Text(texts[i]);
        }
    }

    private static string[] ReadTexts(ref RecordReader reader)
    {
        var texts = new string[reader.Count()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.Text();
        }

        return texts;
    }
}
