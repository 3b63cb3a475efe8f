using System.Net;
using Genesys.MockGenesys.Sender;
using Genesys.Receiver.Client;
using Microsoft.Extensions.Options;
using Polly;

namespace Genesys.MockGenesys.Proof;

/// <summary>Reads the receiver's journal over its admin API.</summary>
internal sealed class JournalReader(
    IHttpClientFactory clients, IOptions<SenderOptions> sender, IOptions<ProofOptions> options)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "receiver-admin";

    private const int Most = 500_000;

    /// <summary>
    /// Reads every delivery that was received since a moment, whatever its state; of more than 500,000 the newest.
    /// </summary>
    public async Task<JournalReading> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (!Sender.Destination.TryParse(sender.Value.Target, out var address))
        {
            return JournalReading.Unreadable("not made: there is no receiver");
        }

        var found = new Dictionary<string, DeliveryState>(StringComparer.Ordinal);
        var duplicates = new HashSet<string>(StringComparer.Ordinal);
        using var http = clients.CreateClient(ClientName);
        http.BaseAddress = address.At("/");
        var receiver = new ReceiverClient(
            http, options.Value.AdminKey.Length > 0 ? ReceiverCredential.ApiKey(options.Value.AdminKey) : null);
        DateTimeOffset upTo;
        try
        {
            upTo = (await receiver.GetCountsAsync(cancellationToken)).Index.UpTo;
            await foreach (var delivery in receiver.ReadDeliveriesAsync(
                new DeliveryFilter { From = since }, cancellationToken))
            {
                if (delivery.EventId is { } id && found.Count < Most)
                {
                    found[id] = delivery.State;
                    if (delivery is { Republished: not null, State: DeliveryState.Finished, AttemptCount: 0 })
                    {
                        duplicates.Add(id);
                    }
                }
            }
        }
        catch (ReceiverException problem)
        {
            return JournalReading.Unreadable((HttpStatusCode)problem.Status switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                    "not made: set Proof:AdminKey to the key of one of the receiver's Admin:Operators",
                HttpStatusCode.NotFound =>
                    "not made: the receiver has no admin API; it is there in Development, or with Admin:Operators",
                _ => "not made: the receiver's admin API can't be read",
            });
        }
        catch (Exception problem) when (problem is HttpRequestException or ExecutionRejectedException
            || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return JournalReading.Unreadable("not made: the receiver's admin API can't be read");
        }

        return new JournalReading(found, upTo) { Duplicates = duplicates };
    }
}
