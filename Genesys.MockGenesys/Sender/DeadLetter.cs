using System.Text.Json.Serialization;

namespace Genesys.MockGenesys.Sender;

/// <summary>What the bus writes to its dead-letter queue when it gives up.</summary>
/// <param name="ErrorCode">Why the last request failed.</param>
/// <param name="ErrorMessage">The same in words.</param>
/// <param name="ExhaustedRetryCondition">Which limit ended the retries, or null when it was never to be
/// retried.</param>
/// <param name="RetryAttempts">Requests after the first.</param>
public abstract record DeadLetter(
    string ErrorCode, string ErrorMessage, string? ExhaustedRetryCondition, int RetryAttempts)
{
    /// <summary>Numbers of its events in the ledger.</summary>
    [JsonIgnore]
    public abstract IEnumerable<long> Numbers { get; }
}
