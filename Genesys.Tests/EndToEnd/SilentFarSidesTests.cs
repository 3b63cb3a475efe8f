using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Genesys.Tests.EndToEnd;

/// <summary>Genesys Cloud and CloudWatch take connections and never say a word: who sends doesn't notice.</summary>
public sealed class SilentFarSidesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silent-");
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        _silent.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task GoodAndBadEvents_AreAnsweredAllTheSame()
    {
        _silent.Start();
        var address = string.Create(
            CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_silent.LocalEndpoint).Port}");
        using var receiver = await RunningReceiver.StartAsync(
            Path.Combine(_folder.FullName, "journal.db"),
            new()
            {
                ["GENESYS_API_BASE"] = address,
                ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = address,
                ["Processing__AttemptTimeout"] = "00:05:00",
                ["CloudWatch__CallTimeout"] = "00:01:00",
                ["Admin__ApiKeys__0"] = "an-operators-long-key",
            },
            Cancel);

        // Both are being called by now, and will be for minutes.
        using var first = await _silent.AcceptTcpClientAsync(Cancel);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => receiver.TrySendAsync(
            (i % 2 == 0 ? new AnEvent() : new AnEvent().Without("time")).ToString(),
            Cancel)));

        Assert.Equal(6, answers.Count(answer => answer!.StatusCode == HttpStatusCode.OK));
        Assert.Equal(6, answers.Count(answer => answer!.StatusCode == HttpStatusCode.BadRequest));
        var counts = await CountsAsync(receiver);
        Assert.Equal(6, counts.GetProperty("openDeliveries").GetInt32());
        Assert.Equal(6, counts.GetProperty("openAnomalies").GetInt32());
        Array.ForEach(answers, answer => answer!.Dispose());
    }

    private static async Task<JsonElement> CountsAsync(RunningReceiver receiver)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/counts");
        request.Headers.Add("X-Api-Key", "an-operators-long-key");
        using var answer = await receiver.Client.SendAsync(request, Cancel);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
