using System.Net.Http.Json;
using System.Text.Json;

namespace Genesys.AppHost.Commands;

/// <summary>What the receiver answered to an event that was sent by a command, from the mock's ledger.</summary>
internal static class ReceiversAnswer
{
    private const int MostLooks = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async Task<ExecuteCommandResult> ReadAsync(HttpCommandResultContext context)
    {
        if (!context.Response.IsSuccessStatusCode)
        {
            return await RequestCommand.ReadAsync(context.Response, "Send", context.CancellationToken);
        }

        var entry = new Uri(context.Response.RequestMessage!.RequestUri!, context.Response.Headers.Location!);
        for (var look = 0; look < MostLooks; look++)
        {
            var detail = await context.HttpClient.GetFromJsonAsync<JsonElement>(entry, context.CancellationToken);
            if (detail.GetProperty("results").EnumerateArray()
                .FirstOrDefault() is { ValueKind: JsonValueKind.Object } first)
            {
                return Read(first);
            }

            await Task.Delay(Pause, TimeProvider.System, context.CancellationToken);
        }

        return CommandResults.Failure("It was sent, and the receiver has not answered for 5 s.");
    }

    private static ExecuteCommandResult Read(JsonElement result)
    {
        var status = result.GetProperty("status");
        if (status.ValueKind != JsonValueKind.Number)
        {
            return CommandResults.Failure($"The receiver gave no answer: {result.GetProperty("failure")}.");
        }

        var answer = result.GetProperty("answer").GetString();
        return string.IsNullOrEmpty(answer)
            ? CommandResults.Success($"The receiver answered {status}.")
            : CommandResults.Success(
                $"The receiver answered {status}.", answer, CommandResultFormat.Json, displayImmediately: true);
    }
}
