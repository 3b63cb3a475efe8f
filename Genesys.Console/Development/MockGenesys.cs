using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Genesys.Console.Development;

/// <summary>The Genesys Cloud that one develops against, as its <c>/mock</c> tells it.</summary>
internal sealed class MockGenesys(IHttpClientFactory http, IOptions<ConsoleOptions> options)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "mock-genesys";

    /// <summary>Null where there is none.</summary>
    public Uri? Address => options.Value.MockGenesys;

    public Task<MockSender> GetSenderAsync(CancellationToken cancellationToken) =>
        ReadAsync<MockSender>(HttpMethod.Get, "mock/sender", null, cancellationToken);

    public Task<IReadOnlyList<MockFaultState>> GetFaultsAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<MockFaultState>>(HttpMethod.Get, "mock/faults", null, cancellationToken);

    /// <summary>Sets a fault, as docs/mock-genesys.md describes one.</summary>
    public Task SetFaultAsync(object fault, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "mock/faults", fault, cancellationToken);

    /// <param name="id">The fault; null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RemoveFaultAsync(string? id, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Delete, id is null ? "mock/faults" : $"mock/faults/{Uri.EscapeDataString(id)}", null,
            cancellationToken);

    public Task SetRateAsync(double rate, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, "mock/sender/rate", new { rate }, cancellationToken);

    /// <summary>The share of events that are published again under another envelope id.</summary>
    public Task SetRepublishShareAsync(double share, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, "mock/sender/republish", new { share }, cancellationToken);

    /// <summary>Whether anything was lost; a loss is an answer like any other.</summary>
    public Task<MockProof> ProveAsync(CancellationToken cancellationToken) =>
        ReadAsync<MockProof>(HttpMethod.Get, "mock/proof", null, cancellationToken);

    /// <summary>Paths of events that a form can begin with, below <c>/mock</c>.</summary>
    public async Task<IReadOnlyList<string>> GetExamplesAsync(CancellationToken cancellationToken)
    {
        var examples = new List<string> { "examples/partner", "examples/flat" };
        foreach (var catalogue in new[] { "valid", "malformed" })
        {
            var kinds = await ReadAsync<IReadOnlyList<MockKind>>(
                HttpMethod.Get, $"mock/{catalogue}", null, cancellationToken);
            examples.AddRange(kinds.Select(kind => $"{catalogue}/{kind.Name}"));
        }

        return examples;
    }

    /// <param name="path">One of <see cref="GetExamplesAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> GetExampleAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"mock/{path}", null, cancellationToken);
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    private async Task<T> ReadAsync<T>(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, path, body, cancellationToken);
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new JsonException();
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            // Broken JSON, or a character set that nobody knows.
            throw new MockGenesysException(
                "What answers isn't MockGenesys: see whether Console:MockGenesys is its address.");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        try
        {
            var answer = await http.CreateClient(ClientName).SendAsync(request, cancellationToken);
            // 409 of the proof says that something is lost.
            if (answer.IsSuccessStatusCode || path == "mock/proof")
            {
                return answer;
            }

            using (answer)
            {
                throw new MockGenesysException(await DetailAsync(answer, cancellationToken));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MockGenesysException(
                "MockGenesys can't be reached: see whether it runs, and whether Console:MockGenesys is its address.");
        }
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return problem.RootElement.GetProperty("detail").GetString()!;
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"MockGenesys answered {(int)answer.StatusCode}.";
        }
    }
}

/// <summary>Why MockGenesys doesn't do something, as a sentence.</summary>
internal sealed class MockGenesysException(string message) : Exception(message);
