using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// Picks the schema from the envelope: an <c>event_type</c> or the source <c>genesys.cloud</c> make it the flat one, else the first of the
/// other signposts that it has decides, wherever it stands, and failing those where its source begins. A new generation is a file beside
/// this one and a line here.
/// </summary>
internal sealed class SchemaRouter
{
    private readonly EventSchema _flat = FlatEvent.Schema;
    private readonly EventSchema _partner;
    private readonly (string Member, EventSchema Schema)[] _signposts;

    public SchemaRouter(IReadOnlyList<string> sourcePrefixes)
    {
        _partner = PartnerEvent.Schema(sourcePrefixes);
        _signposts = [("event_type", _flat), ("detail-type", _partner), ("data", _flat), ("detail", _partner)];
        Members = new Utf8Table(_signposts.Select(signpost => signpost.Member));
    }

    /// <summary>The members of an envelope that are signposts; the bit of each in <see cref="Pick"/> is its index here.</summary>
    public Utf8Table Members { get; }

    public IReadOnlyList<EventSchema> Schemas => [_flat, _partner];

    /// <summary>The schema to begin with: a guess from the first bytes, confirmed or corrected by <see cref="Pick"/>.</summary>
    public EventSchema Guess(ReadOnlySpan<byte> body) =>
        body[..Math.Min(body.Length, 512)].IndexOf("\"detail-type\""u8) >= 0 ? _partner : _flat;

    /// <summary>The schema of an envelope that has these signposts and this source.</summary>
    public EventSchema Pick(uint signposts, ReadOnlySpan<byte> source)
    {
        if ((signposts & 1) != 0 || FlatEvent.Sources.Find(source) >= 0)
        {
            return _flat;
        }

        if (signposts != 0)
        {
            return _signposts[System.Numerics.BitOperations.TrailingZeroCount(signposts)].Schema;
        }

        return source.StartsWith("aws.partner/"u8) ? _partner : _flat;
    }
}
