namespace Genesys.Receiver.Validation.Json;

/// <summary>
/// Why a text is not taken as JSON (RFC 8259, in UTF-8, within the limits of <see cref="JsonLimits"/>).
/// </summary>
internal enum JsonFault : byte
{
    None,
    UnexpectedEnd,
    UnexpectedByte,
    ByteOrderMark,
    BadLiteral,
    BadNumber,
    BadEscape,
    LoneSurrogate,
    ControlCharacter,
    InvalidUtf8,
    TrailingData,
    TooDeep,
    NumberTooLong,
}
