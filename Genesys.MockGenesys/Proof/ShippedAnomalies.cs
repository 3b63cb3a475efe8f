using System.Text.Json;

namespace Genesys.MockGenesys.Proof;

/// <summary>
/// The anomalies that are in CloudWatch: how many log events each request id has, and which events are there as failed
/// downstream.
/// </summary>
/// <param name="unread">Why CloudWatch could not be read, or null.</param>
internal sealed class ShippedAnomalies(string? unread = null)
{
    private const string DownstreamFailure = "DOWNSTREAM_FAILURE";

    private readonly Dictionary<string, int> _byRequest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedEvents = new(StringComparer.Ordinal);

    /// <summary>Why CloudWatch could not be read, or null.</summary>
    public string? Unread { get; } = unread;

    /// <summary>Enters a log event's message. One that isn't an anomaly's JSON is passed over.</summary>
    public void Add(string message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            if (Text(root, "requestId") is { } requestId)
            {
                _byRequest[requestId] = _byRequest.GetValueOrDefault(requestId) + 1;
            }

            if (Text(root, "anomalyType") == DownstreamFailure && Text(root, "eventId") is { } eventId)
            {
                _failedEvents.Add(eventId);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Someone else's log event; half a surrogate pair in it is an InvalidOperationException.
        }
    }

    /// <summary>Takes one log event of a request; false when none is left.</summary>
    public bool Take(string requestId)
    {
        var left = _byRequest.GetValueOrDefault(requestId);
        _byRequest[requestId] = left - 1;
        return left > 0;
    }

    /// <summary>Whether an event is there as failed downstream.</summary>
    public bool HasFailed(string eventId) => _failedEvents.Contains(eventId);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
