namespace Genesys.Receiver.Intake.Bodies;

/// <summary>Whether a request's <c>Content-Type</c> is one that can hold an event.</summary>
internal static class MediaType
{
    /// <summary>
    /// True for <c>application/json</c> and <c>application/*+json</c> (RFC 6838), in UTF-8 when a charset is named (RFC
    /// 8259, section 8.1).
    /// </summary>
    public static bool IsJson(string? contentType)
    {
        var text = contentType.AsSpan();
        var end = text.IndexOf(';');
        var type = (end < 0 ? text : text[..end]).Trim();
        return IsJsonType(type) && (end < 0 || IsUtf8(text[(end + 1)..]));
    }

    private static bool IsJsonType(ReadOnlySpan<char> type) =>
        type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || (type.Length is > 17 and <= 127
            && type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
            && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            && !type.Contains(','));

    private static bool IsUtf8(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (parameter.StartsWith("charset", StringComparison.OrdinalIgnoreCase)
                && parameter["charset".Length..].TrimStart() is ['=', .. var value])
            {
                value = value.Trim().Trim('"');
                if (!value.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    && !value.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
