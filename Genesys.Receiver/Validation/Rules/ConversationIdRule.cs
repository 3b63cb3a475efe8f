namespace Genesys.Receiver.Validation.Rules;

/// <summary>What <see cref="ConversationId"/> asks of a text, for the members whose violations are findings.</summary>
internal static class ConversationIdRule
{
    /// <summary>A member that must name a conversation.</summary>
    public static readonly TextRule Required = Rule(nullable: false);

    /// <summary>A member that may be null or blank, which is no conversation.</summary>
    public static readonly TextRule Optional = Rule(nullable: true);

    private static TextRule Rule(bool nullable) => new()
    {
        Nullable = nullable,
        NotBlank = !nullable,
        NoControlCharacters = true,
        WellFormed = true,
        MaxLength = ConversationId.MaxLength,
        NotDotSegment = true,
    };
}
