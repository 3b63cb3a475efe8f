using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal;

/// <summary>What anomalies have in common that stand in one group: their first finding.</summary>
internal readonly record struct AnomalyGroupKey(AnomalyKind Kind, string Path, string Code)
{
    /// <summary>The path of a group beyond as many as are told apart.</summary>
    public const string Other = "(other)";

    private const int MaxPath = 200;

    /// <summary>As 64 bits.</summary>
    public long Number => SearchHash.OfAnomaly(Kind, Path, Code);

    /// <summary>As it stands in a URL.</summary>
    public string Id => SearchHash.ToText(Number);

    public static AnomalyGroupKey Of(AnomalyRecord record) => Of(
        record.Kind,
        record.ErrorPaths.Count == 0 ? "" : record.ErrorPaths[0],
        record.ErrorCodes.Count == 0 ? "" : record.ErrorCodes[0]);

    /// <param name="kind">The anomaly's kind.</param>
    /// <param name="pointer">JSON Pointer of its first finding; empty for none.</param>
    /// <param name="code">That finding's code; empty for none.</param>
    public static AnomalyGroupKey Of(AnomalyKind kind, string pointer, string code) =>
        new(kind, WithoutIndexes(pointer), code);

    // Which participant of a conversation it was says nothing of what is wrong.
    private static string WithoutIndexes(string pointer)
    {
        var path = pointer.AsSpan().IndexOfAnyInRange('0', '9') < 0
            ? pointer
            : string.Join(
                '/', pointer.Split('/').Select(name => name.Length > 0 && name.All(char.IsAsciiDigit) ? "*" : name));
        return path.Length <= MaxPath ? path : path[..MaxPath];
    }
}
