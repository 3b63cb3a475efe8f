using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>A filter pattern: decides for each message, UTF-8, whether it matches.</summary>
internal abstract class FilterPattern
{
    /// <summary>
    /// True when the pattern names parts of a message, in JSON or between spaces, which a metric's dimensions can take.
    /// </summary>
    public virtual bool HasFields => false;

    public abstract bool Matches(ReadOnlySpan<byte> message);

    internal static ApiException Invalid() => ApiException.InvalidParameter("Invalid filter pattern");

    /// <summary>A character that a term may hold in quotation marks only, in AWS's words.</summary>
    internal static ApiException InvalidCharacter(ReadOnlySpan<char> character) =>
        ApiException.InvalidParameter($"Invalid character(s) in term '{character}'");
}
