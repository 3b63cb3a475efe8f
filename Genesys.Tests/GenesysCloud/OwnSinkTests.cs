using System.Text.Json;
using Genesys.Receiver.GenesysCloud;
using Genesys.Tests.Processing;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.GenesysCloud;

/// <summary>A sink of one's own, as docs/genesys-cloud.md shows it.</summary>
public class OwnSinkTests
{
    [Fact]
    public async Task RegisteredSink_GetsEveryConversation_BesideTheOthers()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 200, """{"participants":[{"queueName":"Claims"},{"purpose":"customer"}]}""");
        await using var host = await PumpHost.StartAsync(genesys.Address, also: builder =>
            builder.Services.AddSingleton<IConversationSink, QueueNamesSink>());

        await host.Journal.RecordAsync(Deliveries.ADelivery("c"), lease: false, TestContext.Current.CancellationToken);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the delivery is finished");

        var sinks = host.Services.GetServices<IConversationSink>().ToList();
        Assert.IsType<LogConversationSink>(sinks[0]);
        Assert.Equal(["Claims"], Assert.IsType<QueueNamesSink>(sinks[1]).Names);
    }

    [Fact]
    public void Documentation_ShowsWhatIsCompiledHere()
    {
        var code = File.ReadAllText(Path.Combine(Repository.Root, "Genesys.Tests/GenesysCloud/OwnSinkTests.cs"));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/genesys-cloud.md"));
        var sink = code[code.LastIndexOf("internal sealed class ", StringComparison.Ordinal)..].TrimEnd();

        Assert.Contains($"```csharp\n{sink}\n```", page, StringComparison.Ordinal);
        Assert.Contains(
            "builder.Services.AddSingleton<IConversationSink, QueueNamesSink>()", page, StringComparison.Ordinal);
    }
}

internal sealed class QueueNamesSink : IConversationSink
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_names)
            {
                return [.. _names];
            }
        }
    }

    // Perhaps more than once for one conversation, and several at a time: adding to a set takes both.
    public ValueTask TakeAsync(FetchedConversation conversation, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(conversation.Conversation);
        foreach (var participant in document.RootElement.GetProperty("participants").EnumerateArray())
        {
            if (participant.TryGetProperty("queueName", out var name) && name.GetString() is { Length: > 0 } queue)
            {
                lock (_names)
                {
                    _names.Add(queue);
                }
            }
        }

        return ValueTask.CompletedTask;
    }
}
