namespace Genesys.Receiver.Redaction;

/// <summary>
/// Shows a payload's shape without what it says: structure, the names of members that a schema knows, and values that
/// are on the list of <see cref="RevealedValues"/> and have the form that the list asks for. It reads anything, JSON,
/// cut or broken JSON and garbage, byte by byte, and writes nothing that it hasn't recognised.
/// </summary>
/// <param name="known">The names and values that may be shown.</param>
/// <remarks>
/// Redactors of Microsoft.Extensions.Compliance.Redaction are handed one value after it was classified. What may be
/// shown here depends on the member's name, the JSON type and the form of the value, in a text that may be no JSON at
/// all; that is the classification itself, and what is left to a redactor is a constant. So there is none.
/// </remarks>
internal sealed class PayloadMask(KnownWords known)
{
    /// <summary>Most characters of a masked payload, the ellipsis of a longer one included.</summary>
    public const int MaxLength = 2_048;

    private readonly RevealedValues _revealed = new(known);

    /// <summary>
    /// The masked payload: ASCII but for an ellipsis at its end when there was more, and JSON when the payload is and
    /// wasn't cut.
    /// </summary>
    public string Mask(ReadOnlySpan<byte> payload)
    {
        var reader = new MaskReader(payload, _revealed, stackalloc char[MaxLength]);
        while (reader.Read())
        {
        }

        return reader.ToString();
    }
}
