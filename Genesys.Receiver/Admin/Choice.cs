namespace Genesys.Receiver.Admin;

/// <summary>A word of a closed list in a query, in whatever case it is written.</summary>
internal readonly record struct Choice<T>(T Value)
    where T : struct, Enum
{
    public static bool TryParse(string? text, IFormatProvider? provider, out Choice<T> choice)
    {
        var found = Choice.TryParse(typeof(T), text, out var value);
        choice = new Choice<T>(found ? (T)value! : default);
        return found;
    }
}

/// <summary>What is common to all lists.</summary>
internal static class Choice
{
    /// <summary>Finds a word in a list.</summary>
    // A number, or several words with commas, would be read as well.
    public static bool TryParse(Type list, string? text, out object? value) =>
        Enum.TryParse(list, text, ignoreCase: true, out value) && Enum.IsDefined(list, value!)
        && text!.Trim().All(char.IsAsciiLetter);
}
