namespace Genesys.MockCloudWatch.Patterns;

/// <summary>A filter pattern: decides for each message, UTF-8, whether it matches.</summary>
internal abstract class FilterPattern
{
    /// <summary>Reads a pattern.</summary>
    /// <exception cref="Wire.ApiException">It isn't one.</exception>
    public static FilterPattern Parse(string text) => text.Trim().Length == 0 ? new Everything() : new Term(System.Text.Encoding.UTF8.GetBytes(text.Trim()));

    public abstract bool Matches(ReadOnlySpan<byte> message);

    private sealed class Everything : FilterPattern
    {
        public override bool Matches(ReadOnlySpan<byte> message) => true;
    }

    private sealed class Term(byte[] text) : FilterPattern
    {
        public override bool Matches(ReadOnlySpan<byte> message) => message.IndexOf(text) >= 0;
    }
}
