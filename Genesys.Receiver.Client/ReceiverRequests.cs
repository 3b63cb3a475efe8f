using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Genesys.Receiver.Client;

/// <summary>Sends requests and reads their answers.</summary>
internal sealed class ReceiverRequests(HttpClient http, ReceiverCredential? credential, TimeProvider time)
{
    private const int MostBytesOfAChange = 4 << 20;

    // Three times as long as the receiver leaves between two comments. Of one whose node is lost no read would end.
    private readonly SilenceLimit _silence = new(TimeSpan.FromSeconds(45), time);

    public async Task<T> GetAsync<T>(
        string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, HttpStatusCode? alsoTaken = null)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return await ReadAsync(answer, type, alsoTaken, cancellationToken);
    }

    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound && await IsProblemAsync(answer, cancellationToken)
            ? null
            : await ReadAsync(answer, type, null, cancellationToken);
    }

    // The receiver takes nothing that a form of a page could send: without a body there is no type.
    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        PostAsync(path, "{}"u8.ToArray(), type, cancellationToken);

    public async Task<T> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body, bodyType);
        return await PostAsync(path, content, type, cancellationToken);
    }

    public async Task<T> PostAsync<T>(
        string path, ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await PostAsync(path, content, type, cancellationToken);
    }

    public async IAsyncEnumerable<Change> WatchAsync(
        string path, string? lastEventId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        using var answer = await _silence.WaitAsync(
            token => new ValueTask<HttpResponseMessage>(
                SendAsync(request, token, HttpCompletionOption.ResponseHeadersRead)),
            cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw await FailureAsync(answer, cancellationToken);
        }

        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = new BoundedEvents(stream, MostBytesOfAChange, _silence);
        var parser = SseParser.Create(events, (name, data) => Read(name, data));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            // A name that this client doesn't know comes from a later receiver.
            if (item.Data is { } change)
            {
                yield return change with { Id = item.EventId ?? parser.LastEventId };
            }
        }
    }

    private static Change? Read(string name, ReadOnlySpan<byte> data) => name switch
    {
        "counts" => new Change { Id = "", Counts = Read(data, ReceiverJson.Default.Counts) },
        "failure" => new Change { Id = "", Failure = Read(data, ReceiverJson.Default.FailureGroup) },
        "job" => new Change { Id = "", Job = Read(data, ReceiverJson.Default.Job) },
        "genesysCloud" =>
            new Change { Id = "", GenesysCloud = Read(data, ReceiverJson.Default.GenesysCloudState) },
        "destination" => new Change { Id = "", Destination = Read(data, ReceiverJson.Default.Destination) },
        "journal" => new Change { Id = "", Journal = Read(data, ReceiverJson.Default.JournalCondition) },
        "reset" => new Change { Id = "", Reset = true },
        _ => null,
    };

    private static T? Read<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(data, AnswerTypes.Of(type));

    private async Task<T> PostAsync<T>(
        string path, HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellationToken);
        return await ReadAsync(answer, type, null, cancellationToken);
    }

    // An answer is read whole, within the bounds of HttpClient: its time and its size. A stream has neither.
    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken,
        HttpCompletionOption until = HttpCompletionOption.ResponseContentRead)
    {
        using (request)
        {
            credential?.AddTo(request.Headers);
            return await http.SendAsync(request, until, cancellationToken);
        }
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage answer, JsonTypeInfo<T> type, HttpStatusCode? alsoTaken,
        CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode && answer.StatusCode != alsoTaken)
        {
            throw await FailureAsync(answer, cancellationToken);
        }

        try
        {
            return await answer.Content.ReadFromJsonAsync(AnswerTypes.Of(type), cancellationToken)
                ?? throw Unreadable(answer);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Unreadable(answer);
        }
    }

    // Broken JSON, or a character set that nobody knows.
    private static bool IsUnreadable(Exception exception) =>
        exception is JsonException or InvalidOperationException or NotSupportedException;

    private static async Task<bool> IsProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        (await ProblemAsync(answer, cancellationToken))?.Type == "/problems/no-such-entry";

    private static async Task<ReceiverException> FailureAsync(
        HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var problem = await ProblemAsync(answer, cancellationToken);
        return new ReceiverException(
            (problem ?? new ReceiverProblem()) with { Status = (int)answer.StatusCode },
            answer.Headers.RetryAfter?.Delta);
    }

    // What answers may be a proxy with a page of its own.
    private static async Task<ReceiverProblem?> ProblemAsync(
        HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return null;
        }

        // Kept, so that it can be read again.
        await answer.Content.LoadIntoBufferAsync(1 << 20, cancellationToken);
        try
        {
            return await answer.Content.ReadFromJsonAsync(ReceiverJson.Default.ReceiverProblem, cancellationToken);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    private static ReceiverException Unreadable(HttpResponseMessage answer) => new(
        new ReceiverProblem
        {
            Status = (int)answer.StatusCode,
            Detail = "The answer isn't one of the receiver's admin API: check the address, and what stands between.",
        },
        null);
}
