namespace Aspire.Dashboard.Telemetry.Story;

/// <summary>One trace of a story.</summary>
/// <param name="Relation">How it came into the story, for people.</param>
/// <param name="Start">Unix time in ns.</param>
/// <param name="End">Unix time in ns.</param>
/// <param name="Dropped">Spans of it that are not kept.</param>
internal sealed record TraceSection(UInt128 Id, string Relation, IReadOnlyList<SpanNode> Rows, ulong Start, ulong End, int Dropped)
{
    public ulong Duration => End - Start;
}
