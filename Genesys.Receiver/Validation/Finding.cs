namespace Genesys.Receiver.Validation;

/// <summary>One violation of a schema. It never quotes what was sent.</summary>
/// <param name="Path">JSON Pointer (RFC 6901) of the offending member; empty for the document itself.</param>
/// <param name="Code">Stable code in snake case, one of <see cref="FindingCodes"/>.</param>
/// <param name="Message">A sentence for the caller: the rule, never the value.</param>
/// <param name="ByteOffset">Where broken JSON breaks, in bytes from the start of the body; null for well-formed
/// JSON.</param>
internal readonly record struct Finding(string Path, string Code, string Message, long? ByteOffset = null);
