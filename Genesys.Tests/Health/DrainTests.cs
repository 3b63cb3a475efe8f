using System.Net;
using System.Text;
using System.Text.Json;
using Genesys.Tests.GenesysCloud;

namespace Genesys.Tests.Health;

/// <summary>SIGTERM while there is work to finish.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task NewConnections_AreAnswered503_UntilTheWorkIsDone()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = async context =>
        {
            asked.TrySetResult();
            await release.Task;
            await StubGenesys.Json(context, 200, """{"id":"c"}""");
        };
        var folder = Directory.CreateTempSubdirectory("drain-");
        try
        {
            using var receiver = await RunningReceiver.StartAsync(
                Path.Combine(folder.FullName, "journal.db"),
                new()
                {
                    ["GENESYS_API_BASE"] = genesys.Address,
                    ["GENESYS_LOGIN_BASE"] = genesys.Address,
                    ["Shutdown__Drain"] = "00:05:00",
                    ["Processing__AttemptTimeout"] = "00:04:00",
                },
                Cancel);
            (await receiver.TrySendAsync(
                new AnEvent().WithData("conversation_id", "c").ToString(), Cancel))?.Dispose();
            await asked.Task.WaitAsync(Cancel);

            var stopping = receiver.StopAsync(Cancel);

            await Eventually.IsTrue(
                async () =>
                {
                    using var connection = new HttpClient();
                    using var health = await connection.GetAsync(new Uri(receiver.Address, "/health"), Cancel);
                    var checks = JsonElement.Parse(await health.Content.ReadAsStringAsync(Cancel))
                        .GetProperty("checks");
                    return health.StatusCode == HttpStatusCode.ServiceUnavailable
                        && checks.GetProperty("intake").GetProperty("status").GetString() == "Unhealthy";
                },
                "new connections are told of the drain", limitSeconds: 60);

            using var client = new HttpClient();
            using var content = new StringContent(new AnEvent().ToString(), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(
                new Uri(receiver.Address, "/eventbridge/subscription"), content, Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal(
                "/problems/draining",
                JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("type").GetString());
            Assert.Equal(200, Status(receiver.Address, "/alive"));
            Assert.False(stopping.IsCompleted);

            release.SetResult();
            Assert.Equal(0, await stopping);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Status(Uri address, string path)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        using var answer = client.Send(request, Cancel);
        return (int)answer.StatusCode;
    }
}
