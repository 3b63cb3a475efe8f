namespace Aspire.Hosting.ApplicationModel;

/// <summary>What Aspire takes as the name of a resource: 1 to 64 ASCII letters, digits and single hyphens, a letter first.</summary>
internal static class ResourceName
{
    public const int MaxLength = 64;

    public static void Validate(string name)
    {
        if (name.Length > MaxLength
            || !char.IsAsciiLetter(name[0])
            || name[^1] == '-'
            || name.Contains("--", StringComparison.Ordinal)
            || name.Any(character => !char.IsAsciiLetterOrDigit(character) && character != '-'))
        {
            throw new ArgumentException(
                $"Resource name '{name}' is invalid. A name is 1 to {MaxLength} ASCII letters, digits and single hyphens; it starts with a letter and does not end with a hyphen.",
                nameof(name));
        }
    }
}
