namespace Aspire.Hosting.ApplicationModel;

/// <summary>Relationships that Aspire itself draws.</summary>
internal static class KnownRelationshipTypes
{
    public const string Parent = "Parent";
    public const string Reference = "Reference";
    public const string WaitFor = "WaitFor";
}
