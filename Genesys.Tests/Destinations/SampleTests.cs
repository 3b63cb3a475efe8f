using System.Net;
using Genesys.Tests.GenesysCloud;

namespace Genesys.Tests.Destinations;

/// <summary><c>samples/OwnDestination</c>, as it stands there.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sample-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task HostWithADestinationOfItsOwn_HandsItsEventsOn()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(
            context, 200, """{"participants":[{"purpose":"customer"},{"queueName":"Claims"}]}""");
        var names = Path.Combine(_folder.FullName, "queues.txt");
        using var receiver = await RunningReceiver.StartAsync(
            Path.Combine(_folder.FullName, "journal.db"),
            new()
            {
                ["GENESYS_API_BASE"] = genesys.Address,
                ["Destinations__queues__Type"] = "QueueNames",
                ["Destinations__queues__Settings__Path"] = names,
            },
            Cancel,
            host: "OwnDestination");
        var sent = new AnEvent();

        using var answer = await receiver.TrySendAsync(sent.ToString(), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer!.StatusCode);
        await Eventually.IsTrue(
            () => File.Exists(names) && File.ReadAllText(names).EndsWith('\n'), "it is handed over");
        Assert.Equal($"{sent.Id} Claims\n", await File.ReadAllTextAsync(names, Cancel));
    }
}
