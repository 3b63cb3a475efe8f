namespace Genesys.Tests.Destinations.Webhook;

/// <summary>The proxy that a process's environment names, with the receiver as a process of its own.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("proxy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task WebhookBehindAProxy_IsReachedThroughIt_AndWhatNoProxyNamesIsNot()
    {
        await using var proxy = await AConsumer.StartAsync();
        await using var direct = await AConsumer.StartAsync();
        using var receiver = await RunningReceiver.StartAsync(
            Path.Combine(_folder.FullName, "journal.db"),
            new()
            {
                ["HTTP_PROXY"] = new Uri(proxy.Address).GetLeftPart(UriPartial.Authority),
                ["NO_PROXY"] = "127.0.0.1",
                ["Destinations__far__Type"] = "Webhook",
                ["Destinations__far__Url"] = "http://consumer.example/events",
                ["Destinations__far__Payload"] = "Event",
                ["Destinations__near__Type"] = "Webhook",
                ["Destinations__near__Url"] = direct.Address,
                ["Destinations__near__Payload"] = "Event",
            },
            Cancel);

        using var answer = await receiver.TrySendAsync(new AnEvent().ToString(), Cancel);

        Assert.True(answer!.IsSuccessStatusCode);
        await Eventually.IsTrue(() => !proxy.Calls.IsEmpty && !direct.Calls.IsEmpty, "both have the event");
        Assert.Equal("consumer.example", Assert.Single(proxy.Calls).Headers["Host"]);
        Assert.Equal(new Uri(direct.Address).Authority, Assert.Single(direct.Calls).Headers["Host"]);
    }
}
