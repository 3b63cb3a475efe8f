namespace Genesys.Receiver.Configuration;

/// <summary>
/// Compares a key with a path in which <see cref="OptionKey.IsAny"/> tells which levels stand for any one.
/// </summary>
internal static class KeyPattern
{
    public static bool Matches(string pattern, string key)
    {
        var patternLevels = pattern.Split(':');
        var keyLevels = key.Split(':');
        return patternLevels.Length == keyLevels.Length
            && patternLevels.Zip(keyLevels).All(pair =>
                OptionKey.IsAny(pair.First)
                    || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>True when a path is that of a setting within this key, a list or an object.</summary>
    public static bool IsBelow(string pattern, string key) => LevelsBelow(pattern, key).Length > 0;

    /// <summary>True when a path is that of an entry of this key, a list.</summary>
    public static bool IsEntryOf(string pattern, string key) =>
        LevelsBelow(pattern, key) is [var level, ..] && OptionKey.IsAny(level);

    private static string[] LevelsBelow(string pattern, string key)
    {
        var levels = key.Split(':').Length;
        var patternLevels = pattern.Split(':');
        return patternLevels.Length > levels && Matches(string.Join(':', patternLevels.Take(levels)), key)
            ? patternLevels[levels..]
            : [];
    }
}
