namespace Genesys.Receiver.Configuration;

/// <summary>Compares a key with a path in which <see cref="OptionKey.Any"/> stands for any one level.</summary>
internal static class KeyPattern
{
    public static bool Matches(string pattern, string key)
    {
        var patternLevels = pattern.Split(':');
        var keyLevels = key.Split(':');
        return patternLevels.Length == keyLevels.Length
            && patternLevels.Zip(keyLevels).All(pair =>
                pair.First == OptionKey.Any || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
