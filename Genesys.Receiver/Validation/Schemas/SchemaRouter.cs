namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// Picks the schema from the envelope: an <c>event_type</c> or the source <c>genesys.cloud</c> make it the flat one,
/// else the first of <c>detail-type</c>, <c>data</c> and <c>detail</c> that it has decides, wherever it stands, and
/// failing those where its source begins. What has none of them and an event in <c>Data</c> is a <see cref="Record"/>.
/// A new generation is a file beside this one and a line here.
/// </summary>
internal sealed class SchemaRouter
{
    private readonly EventSchema _flat = FlatEvent.Schema;
    private readonly EventSchema _partner;

    public SchemaRouter(IReadOnlyList<string> sourcePrefixes) => _partner = PartnerEvent.Schema(sourcePrefixes);

    public IReadOnlyList<EventSchema> Schemas => [_flat, _partner];

    /// <summary>
    /// The schema to begin with: a guess from the first bytes, confirmed or corrected by <see cref="Pick"/>.
    /// </summary>
    public EventSchema Guess(ReadOnlySpan<byte> body)
    {
        if (Record.Resembles(body))
        {
            return Record.Schema;
        }

        return body[..Math.Min(body.Length, 512)].IndexOf("\"detail-type\""u8) >= 0 ? _partner : _flat;
    }

    /// <summary>The schema of what has these members of <see cref="EnvelopeMembers"/> and this source.</summary>
    /// <param name="source">The source; empty for none.</param>
    /// <param name="isRecord">True when it has an event in the one place where a record has it.</param>
    public EventSchema Pick(uint members, ReadOnlySpan<byte> source, bool isRecord)
    {
        if ((members & EnvelopeMembers.EventType) != 0 || FlatEvent.Sources.Find(source) >= 0)
        {
            return _flat;
        }

        if ((members & EnvelopeMembers.DetailType) != 0)
        {
            return _partner;
        }

        if ((members & EnvelopeMembers.FlatData) != 0)
        {
            return _flat;
        }

        if ((members & EnvelopeMembers.Detail) != 0 || IsOfPartner(source))
        {
            return _partner;
        }

        return isRecord ? Record.Schema : _flat;
    }

    /// <summary>True for a source that names its schema.</summary>
    public static bool IsKnownSource(ReadOnlySpan<byte> source) =>
        FlatEvent.Sources.Find(source) >= 0 || IsOfPartner(source);

    private static bool IsOfPartner(ReadOnlySpan<byte> source) => source.StartsWith("aws.partner/"u8);
}
