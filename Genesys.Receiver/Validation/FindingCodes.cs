namespace Genesys.Receiver.Validation;

/// <summary>Every code that a <see cref="Finding"/> can have.</summary>
public static class FindingCodes
{
    /// <summary>The bytes aren't a JSON text (RFC 8259).</summary>
    public const string MalformedJson = "malformed_json";
}
