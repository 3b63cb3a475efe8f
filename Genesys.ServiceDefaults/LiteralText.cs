namespace Genesys.ServiceDefaults;

/// <summary>A setting that something is held against to the letter: a topic, a claim, a prefix.</summary>
/// <remarks>
/// White space that a copy brought along, or the line end of a file, is literal too: an allow-list of it refuses
/// everything, and a pattern of it never takes effect. Neither shows in the text.
/// </remarks>
public static class LiteralText
{
    /// <summary>What is wrong with a text that can match nothing, behind its key.</summary>
    public const string Problem =
        "must not begin or end with white space, or hold a control character: nothing would match it";

    /// <summary>False when the white space around a text, or a control character in it, keeps it from matching
    /// anything.</summary>
    public static bool CanMatch(string text) => text == text.Trim() && !text.Any(char.IsControl);
}
