namespace Genesys.Receiver.Journal.Records;

/// <summary>
/// What a fetch brought as bytes: 13 bytes of frame, the conversation's length, then conversation and analytics as they
/// came.
/// </summary>
internal static class ContentCodec
{
    public static void Write(RecordWriter writer, FetchedContent content)
    {
        RecordFrame.Begin(writer);
        writer.Count((uint)content.Conversation.Length);
        writer.Byte((byte)(content.Analytics is null ? 0 : 1));
        byte[] both = content.Analytics is { } analytics ? [.. content.Conversation.Span, .. analytics.Span] : [];
        RecordFrame.End(writer, RecordFrame.Content, content.Analytics is null ? content.Conversation.Span : both);
    }

    /// <summary>Reads a record; what it holds is a copy.</summary>
    /// <exception cref="DamagedRecordException">The bytes aren't those that were written.</exception>
    public static FetchedContent Read(ReadOnlySpan<byte> record)
    {
        if (!RecordFrame.TryOpen(record, RecordFrame.Content, out var fields, out var payload))
        {
            throw new DamagedRecordException("A fetched conversation's record is damaged.");
        }

        var reader = new RecordReader(fields);
        var length = (int)reader.Count();
        ReadOnlyMemory<byte> both = payload.ToArray();
        return reader.Byte() == 0 ? new FetchedContent(both, null) : new FetchedContent(both[..length], both[length..]);
    }
}
