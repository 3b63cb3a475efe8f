using System.Globalization;
using System.Net;
using System.Text.Json;
using Genesys.MockGenesys.Sender;
using Microsoft.Extensions.Options;
using Polly;

namespace Genesys.MockGenesys.Proof;

/// <summary>Reads the receiver's journal over its admin API.</summary>
internal sealed class JournalReader(
    IHttpClientFactory clients, IOptions<SenderOptions> sender, IOptions<ProofOptions> options)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "receiver-admin";

    private const int PageSize = 500;
    private const int MostPages = 1_000;

    private static readonly string[] States = [JournalReading.Open, "finished", "deadLetter", "discarded"];

    /// <summary>Reads every delivery that was received since a moment, whatever its state.</summary>
    public async Task<JournalReading> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (!Destination.TryParse(sender.Value.Target, out var receiver))
        {
            return JournalReading.Unreadable("not made: there is no receiver");
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        using var client = clients.CreateClient(ClientName);
        try
        {
            // An event that moves on while this reads is met in its next state: it goes from the first to the others.
            foreach (var state in States)
            {
                await ReadAsync(client, receiver, state, since, found, cancellationToken);
            }
        }
        catch (HttpRequestException problem)
        {
            return JournalReading.Unreadable(problem.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                    "not made: set Proof:AdminKey to one of the receiver's Admin:ApiKeys",
                HttpStatusCode.NotFound =>
                    "not made: the receiver has no admin API; it is there in Development, or with Admin:ApiKeys",
                _ => "not made: the receiver's admin API can't be read",
            });
        }
        catch (Exception problem) when (problem is JsonException or ExecutionRejectedException
            || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return JournalReading.Unreadable("not made: the receiver's admin API can't be read");
        }

        return new JournalReading(found);
    }

    private async Task ReadAsync(
        HttpClient client, Destination receiver, string state, DateTimeOffset since, Dictionary<string, string> found,
        CancellationToken cancellationToken)
    {
        var before = "";
        for (var page = 0; page < MostPages; page++)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, receiver.At($"/admin/deliveries?state={state}&limit={PageSize}{before}"));
            if (options.Value.AdminKey.Length > 0)
            {
                request.Headers.TryAddWithoutValidation("X-Api-Key", options.Value.AdminKey);
            }

            using var answer = await client.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            if (!Enter(document.RootElement, state, since, found)
                || !document.RootElement.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.Number)
            {
                return;
            }

            before = string.Create(CultureInfo.InvariantCulture, $"&before={next.GetInt64()}");
        }
    }

    // Newest first: false once a delivery is older than what is asked for.
    private static bool Enter(JsonElement page, string state, DateTimeOffset since, Dictionary<string, string> found)
    {
        if (!page.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("The page has no items.");
        }

        foreach (var item in items.EnumerateArray())
        {
            if (item.TryGetProperty("receivedAt", out var received)
                && received.TryGetDateTimeOffset(out var at)
                && at < since)
            {
                return false;
            }

            if (item.TryGetProperty("eventId", out var id) && id.ValueKind == JsonValueKind.String)
            {
                found[id.GetString()!] = state;
            }
        }

        return true;
    }
}
