namespace Aspire.Dashboard.Telemetry;

/// <summary>Calls of one service to another, counted from spans.</summary>
/// <param name="IsLink">Not calls but links: the one went on with what the other began.</param>
/// <param name="Errors">Calls that failed in the eyes of either side.</param>
/// <param name="Median">In ns, of the callee's span; of a peer without telemetry the caller's.</param>
internal sealed record ServiceCall(string From, string To, bool IsLink, int Count, int Errors, ulong Median, ulong P99)
{
    /// <summary>Attributes that name who is at the other end when that one sends no telemetry, the most telling first.</summary>
    private static readonly string[] PeerKeys = ["peer.service", "db.system.name", "db.system", "messaging.system", "rpc.service", "server.address"];

    public static ServiceCall[] Of(IReadOnlyCollection<SpanRecord> spans)
    {
        var byId = new Dictionary<(UInt128, ulong), SpanRecord>(spans.Count);
        foreach (var span in spans)
        {
            byId[(span.TraceId, span.SpanId)] = span;
        }

        var answered = new HashSet<(UInt128, ulong)>();
        var calls = new List<(string From, string To, bool IsLink, SpanRecord Span, bool IsError)>();
        foreach (var span in spans)
        {
            if (span.ParentId != 0 && byId.TryGetValue((span.TraceId, span.ParentId), out var parent) && parent.Resource.Name != span.Resource.Name)
            {
                answered.Add((parent.TraceId, parent.SpanId));
                calls.Add((parent.Resource.Name, span.Resource.Name, false, span, span.IsError || (parent.IsError && parent.Kind == Otlp.Protocol.Span.Types.SpanKind.Client)));
            }
        }

        var services = spans.Select(span => span.Resource.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var span in spans)
        {
            if (span.Kind is Otlp.Protocol.Span.Types.SpanKind.Client or Otlp.Protocol.Span.Types.SpanKind.Producer
                && !answered.Contains((span.TraceId, span.SpanId)) && Peer(span) is { } peer && !services.Contains(peer))
            {
                calls.Add((span.Resource.Name, peer, false, span, span.IsError));
            }
        }

        var byTrace = spans.GroupBy(span => span.TraceId).ToDictionary(group => group.Key, group => group.First().Resource.Name);
        foreach (var span in spans)
        {
            foreach (var linked in span.LinkedTraces ?? [])
            {
                if (byTrace.TryGetValue(linked, out var origin) && origin != span.Resource.Name)
                {
                    calls.Add((origin, span.Resource.Name, true, span, span.IsError));
                }
            }
        }

        return [.. calls.GroupBy(call => (call.From, call.To, call.IsLink)).Select(Sum).OrderByDescending(call => call.Count)];
    }

    private static ServiceCall Sum(IGrouping<(string From, string To, bool IsLink), (string From, string To, bool IsLink, SpanRecord Span, bool IsError)> group)
    {
        var durations = group.Select(call => call.Span.Duration).Order().ToArray();
        return new ServiceCall(
            group.Key.From, group.Key.To, group.Key.IsLink, durations.Length, group.Count(call => call.IsError),
            durations[durations.Length / 2], durations[Math.Min(durations.Length - 1, durations.Length * 99 / 100)]);
    }

    private static string? Peer(SpanRecord span)
    {
        var attributes = Attribute.From(span.Decode().Attributes);
        return PeerKeys.Select(key => Attribute.Find(attributes, key)).FirstOrDefault(value => !string.IsNullOrEmpty(value));
    }
}
