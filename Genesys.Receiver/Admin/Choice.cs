namespace Genesys.Receiver.Admin;

/// <summary>A word of a closed list in a query, in whatever case it is written.</summary>
internal readonly record struct Choice<T>(T Value)
    where T : struct, Enum
{
    public static bool TryParse(string? text, IFormatProvider? provider, out Choice<T> choice)
    {
        // A number, or several words with commas, would be read as well.
        var found = Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            && text!.Trim().All(char.IsAsciiLetter);
        choice = new Choice<T>(value);
        return found;
    }
}
