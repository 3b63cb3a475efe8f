using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Destinations.Sqs;

/// <summary>Sends events to an SQS queue, a standard or a FIFO one.</summary>
internal sealed class SqsDestination(string queueUrl, Func<IAmazonSQS> createClient) : IDestination, IDisposable
{
    /// <summary>Most bytes of a message, and of a batch: SQS' own limit.</summary>
    public const int MaxBytes = 1_048_576;

    private const int MaxReasonLength = 64;

    private readonly bool _isFifo = SqsQueue.IsFifo(queueUrl);

    // Without a region its constructor throws, and that must not keep the service from starting.
    private readonly Lazy<IAmazonSQS> _client = new(createClient, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>SQS' own limit.</summary>
    public int MaxBatch => 10;

    public async ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken)
    {
        var results = new HandOverResult[handOvers.Count];
        var batches = Cut(handOvers, results);
        try
        {
            foreach (var batch in batches)
            {
                await SendAsync(batch, handOvers, results, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What SQS has taken before stays taken.
            foreach (var index in batches.SelectMany(batch => batch).Where(index => results[index] is null))
            {
                results[index] = HandOverResult.Failed(ConnectionFailure.Timeout);
            }
        }

        return results;
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <summary>The indexes of the events in batches that SQS takes; what no batch can take has its result.</summary>
    private List<List<int>> Cut(IReadOnlyList<HandOver> handOvers, HandOverResult[] results)
    {
        var batches = new List<List<int>>();
        var bytes = MaxBytes;
        for (var index = 0; index < handOvers.Count; index++)
        {
            var length = handOvers[index].Body.Length;
            if (length > MaxBytes)
            {
                results[index] = new HandOverResult(HandOverResultKind.TooLarge, "too_large");
                continue;
            }

            if (bytes + length > MaxBytes || batches[^1].Count == MaxBatch)
            {
                batches.Add([]);
                bytes = 0;
            }

            batches[^1].Add(index);
            bytes += length;
        }

        return batches;
    }

    private async Task SendAsync(
        List<int> batch, IReadOnlyList<HandOver> handOvers, HandOverResult[] results,
        CancellationToken cancellationToken)
    {
        var request = new SendMessageBatchRequest(
            queueUrl, [.. batch.Select(index => Entry(index, handOvers[index]))]);
        try
        {
            var answer = await _client.Value.SendMessageBatchAsync(request, cancellationToken);
            Read(answer, batch, results);
        }
        catch (BatchRequestTooLongException) when (batch.Count > 1)
        {
            foreach (var index in batch)
            {
                await SendAsync([index], handOvers, results, cancellationToken);
            }
        }
        catch (BatchRequestTooLongException)
        {
            results[batch[0]] = new HandOverResult(HandOverResultKind.TooLarge, "too_large", 400);
        }
        catch (Exception failure) when (
            failure is AmazonServiceException or AmazonClientException
            || ConnectionFailure.IsNoAnswer(failure, cancellationToken))
        {
            var result = Judge(failure);
            batch.ForEach(index => results[index] = result);
        }
    }

    private SendMessageBatchRequestEntry Entry(int index, HandOver handOver)
    {
        var entry = new SendMessageBatchRequestEntry(
            index.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(handOver.Body.Span));
        if (_isFifo)
        {
            entry.MessageGroupId = handOver.Group;
            entry.MessageDeduplicationId = handOver.Id;
        }

        return entry;
    }

    /// <summary>A batch may be taken in part. An event that an answer doesn't name isn't there.</summary>
    private static void Read(SendMessageBatchResponse answer, List<int> batch, HandOverResult[] results)
    {
        batch.ForEach(index => results[index] = HandOverResult.Failed("not_answered"));
        foreach (var taken in answer.Successful ?? [])
        {
            Set(taken.Id, HandOverResult.Delivered with { StatusCode = 200 });
        }

        foreach (var failed in answer.Failed ?? [])
        {
            Set(failed.Id, Judge(failed));
        }

        void Set(string id, HandOverResult result)
        {
            if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && batch.Contains(index))
            {
                results[index] = result;
            }
        }
    }

    // Its "sender's fault" is said of keys and permissions too; these codes alone are about the message.
    private static HandOverResult Judge(BatchResultErrorEntry failed) => Last(failed.Code) switch
    {
        "InvalidMessageContents" => HandOverResult.Refused("invalid_message_contents"),
        "MessageTooLong" => new HandOverResult(HandOverResultKind.TooLarge, "too_large"),
        "InvalidParameterValue" when IsAboveTheQueuesLimit(failed.Message) =>
            new HandOverResult(HandOverResultKind.TooLarge, "too_large"),
        _ => HandOverResult.Failed(Word(failed.Code)),
    };

    /// <summary>
    /// "… Reason: Message must be shorter than 262144 bytes.": the queue's <c>MaximumMessageSize</c> is less than what
    /// SQS takes. The code is that of any other parameter too, so that the text alone tells; it goes no further.
    /// </summary>
    private static bool IsAboveTheQueuesLimit(string? message) =>
        message?.Contains("shorter than", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A code without the name of the service that stands before some of them.</summary>
    private static string? Last(string? code) => code?[(code.LastIndexOf('.') + 1)..];

    private static HandOverResult Judge(Exception failure) =>
        failure is AmazonServiceException { ErrorCode: var code } answer
        ? HandOverResult.Failed(Word(code)) with { StatusCode = (int)answer.StatusCode }
        : HandOverResult.Failed(ConnectionFailure.WordFor(failure));

    /// <summary>A code is one of AWS' few, unless somebody else answers in its place.</summary>
    private static string Word(string? code) =>
        code is { Length: > 0 and <= MaxReasonLength }
            && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_')
            ? code
            : "sqs_error";
}
