using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal;

/// <summary>What anomalies have in common that stand in one group: their first finding.</summary>
internal readonly record struct AnomalyGroupKey(AnomalyKind Kind, string Path, string Code)
{
    private const int MaxPath = 200;

    /// <summary>As 64 bits.</summary>
    public long Number => SearchHash.OfAnomaly(Kind, Path, Code);

    /// <summary>As it stands in a URL.</summary>
    public string Id => SearchHash.ToText(Number);

    public static AnomalyGroupKey Of(AnomalyRecord record) => new(
        record.Kind,
        record.ErrorPaths.Count == 0 ? "" : WithoutIndexes(record.ErrorPaths[0]),
        record.ErrorCodes.Count == 0 ? "" : record.ErrorCodes[0]);

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
