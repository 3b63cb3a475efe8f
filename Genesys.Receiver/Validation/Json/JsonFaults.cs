namespace Genesys.Receiver.Validation.Json;

/// <summary>What a caller is told about a fault.</summary>
internal static class JsonFaults
{
    public static string Code(JsonFault fault) => fault switch
    {
        JsonFault.TooDeep => FindingCodes.TooDeep,
        JsonFault.NumberTooLong => FindingCodes.NumberTooLong,
        _ => FindingCodes.MalformedJson,
    };

    public static string Message(JsonFault fault) => fault switch
    {
        JsonFault.UnexpectedEnd => "not JSON: the text ends too early",
        JsonFault.UnexpectedByte => "not JSON: something else is expected here",
        JsonFault.ByteOrderMark => "not JSON: the text must not begin with a byte order mark",
        JsonFault.BadLiteral => "not JSON: neither true, false nor null",
        JsonFault.BadNumber => "not JSON: a number is not written like that",
        JsonFault.BadEscape => "not JSON: unknown or incomplete escape in a string",
        JsonFault.LoneSurrogate => "not JSON: half of a surrogate pair in a string",
        JsonFault.ControlCharacter => "not JSON: control character in a string, which has to be escaped",
        JsonFault.InvalidUtf8 => "not JSON: the text is not valid UTF-8",
        JsonFault.TrailingData => "not JSON: more follows after the end of the text",
        JsonFault.TooDeep => FormattableString.Invariant(
            $"too many arrays and objects within one another: {JsonLimits.MaxDepth - 1} may hold something"),
        JsonFault.NumberTooLong => FormattableString.Invariant(
            $"a number's integer part is longer than {JsonLimits.MaxIntegerLength} characters"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };
}
