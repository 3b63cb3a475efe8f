using System.Net;
using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite.Index;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Admin;

/// <summary>An event's id is as long as it may be, of characters that take most in an address.</summary>
public class LongIdTests
{
    private const string Key = "an-operators-long-key";

    [Theory]
    [InlineData("漢")]
    [InlineData("😀")]
    public async Task AnEvent_IsFoundByTheLongestIdThatIsAccepted(string letter)
    {
        var id = string.Concat(Enumerable.Repeat(letter, 1_024));
        using var app = ReceiverApp.Start(new() { ["Admin:ApiKeys:0"] = Key });
        using var answer = await app.SendAsync(new AnEvent().WithId(id).WithoutConversation().ToString(), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await ((SqliteSearch)app.Services.GetRequiredService<IJournalSearch>()).CatchUpAsync();
        using var http = new HttpClient { BaseAddress = app.Address };

        var found = await new ReceiverClient(http, ReceiverCredential.ApiKey(Key)).FindDeliveriesAsync(
            new() { EventId = id }, cancellationToken: Cancel);

        Assert.Single(found.Items);
    }
}
