using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Genesys.Drills.Stack;

/// <summary>Reads a receiver's journal over its admin API.</summary>
internal sealed class AdminClient(Part receiver)
{
    /// <summary>The key to give the receiver in <c>Admin:ApiKeys</c>.</summary>
    public const string Key = "drills-admin-key";

    private const int PageSize = 500;

    /// <summary>Open deliveries, and anomalies that CloudWatch doesn't have yet.</summary>
    public async Task<(long Deliveries, long Anomalies)> CountOpenAsync(CancellationToken cancellationToken)
    {
        using var document = await ReadAsync("/admin/counts", cancellationToken);
        return (document.RootElement.GetProperty("openDeliveries").GetInt64(), document.RootElement.GetProperty("openAnomalies").GetInt64());
    }

    /// <summary>Event ids of the deliveries of one state, with the request ids that they were answered with.</summary>
    public async Task<Dictionary<string, string>> DeliveriesAsync(string state, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var item in ItemsAsync($"/admin/deliveries?state={state}", cancellationToken))
        {
            found[item.GetProperty("eventId").GetString()!] = item.GetProperty("requestId").GetString()!;
        }

        return found;
    }

    /// <summary>Request ids of the anomalies of one state.</summary>
    public async Task<HashSet<string>> AnomaliesAsync(string state, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in ItemsAsync($"/admin/anomalies?state={state}", cancellationToken))
        {
            found.Add(item.GetProperty("anomaly").GetProperty("requestId").GetString()!);
        }

        return found;
    }

    private async IAsyncEnumerable<JsonElement> ItemsAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? next = long.MaxValue;
        while (next is not null)
        {
            using var page = await ReadAsync($"{path}&limit={PageSize}&before={next}", cancellationToken);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                yield return item;
            }

            next = page.RootElement.TryGetProperty("next", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
        }
    }

    private async Task<JsonDocument> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Api-Key", Key);
        using var answer = await receiver.Client.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
