using Genesys.Tests.GenesysCloud;
using static Genesys.Tests.Processing.Deliveries;

namespace Genesys.Tests.Processing;

public class DeliveryPumpTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RecordedDelivery_ItsConversationIsFetchedWithAToken_AndItIsFinished()
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var host = await PumpHost.StartAsync(genesys.Address);

        await host.Journal.RecordAsync(ADelivery("2f7bf00a-0fc2-4d6a-9b56-92238191433e"), lease: false, Cancelled);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the delivery is finished");

        var (delivery, round) = Assert.Single(host.Journal.Completed);
        Assert.Equal("completed", round.Reason);
        Assert.Equal(1, round.Attempts);
        Assert.Equal(200, round.StatusCode);
        Assert.Equal(0, delivery.Rounds);
        var request = Assert.Single(genesys.Requests, request => request.Method == "GET");
        Assert.Equal("/api/v2/conversations/2f7bf00a-0fc2-4d6a-9b56-92238191433e", request.Target);
        Assert.Equal("Bearer token-1", request.Authorization);
    }
}
