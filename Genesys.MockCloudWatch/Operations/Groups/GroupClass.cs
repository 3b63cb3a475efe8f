using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Groups;

/// <summary>The classes that a log group may have.</summary>
internal static class GroupClass
{
    public const string Default = "STANDARD";

    private static readonly string[] All = ["INFREQUENT_ACCESS", Default, "DELIVERY"];

    /// <summary>The class in a call's parameters; null: it has none.</summary>
    public static string? Of(Parameters parameters) => Limits.OneOf(parameters, "logGroupClass", All);
}
