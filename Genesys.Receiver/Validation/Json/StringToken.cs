namespace Genesys.Receiver.Validation.Json;

/// <summary>Where a string stands in the body, its quotes left out.</summary>
/// <param name="Start">Offset of the first byte of its content.</param>
/// <param name="Length">Bytes of its content as written.</param>
/// <param name="Escaped">True when it holds a backslash, and so isn't read as it stands.</param>
internal readonly record struct StringToken(int Start, int Length, bool Escaped);
