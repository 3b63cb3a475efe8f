using Genesys.Receiver.Redaction;

namespace Genesys.Tests.Redaction;

public class SafeIdentifierTests
{
    [Theory]
    [InlineData("7bf73129-1428-4cd3-a780-95db273d1602")]
    [InlineData("11111111-1111-1111-1111-111111111111")]
    [InlineData("ev-0.8218506427160145")]
    [InlineData("a")]
    public void EventIdInTheFormOfOne_StaysInClear(string id) => Assert.Equal(id, SafeIdentifier.OfEventId(id));

    [Theory]
    [InlineData("")]
    [InlineData("+1 555 0100")]
    [InlineData("15550100")]
    [InlineData("555-0100")]
    [InlineData("ada@example.test")]
    [InlineData("Ada Lovelace")]
    [InlineData("ключ")]
    public void AnythingElse_IsHashed(string id)
    {
        var safe = SafeIdentifier.OfEventId(id);

        Assert.Matches("^sha256:[0-9a-f]{64}$", safe);
        Assert.Equal(safe, SafeIdentifier.OfEventId(id));
    }

    [Fact]
    public void LongEventId_IsHashed() =>
        Assert.StartsWith("sha256:", SafeIdentifier.OfEventId(new string('a', 129)), StringComparison.Ordinal);

    [Theory]
    [InlineData("genesys.cloud")]
    [InlineData("aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/test-event-bus")]
    [InlineData("aws.partner/genesys.com.test/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/bus")]
    public void KnownSource_StaysInClear(string source) => Assert.Equal(source, SafeIdentifier.OfSource(source));

    [Theory]
    [InlineData("genesys.cloud\n")]
    [InlineData("ada.lovelace")]
    [InlineData("aws.partner/genesys.com/cloud/ada/bus")]
    [InlineData("aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/555-0100")]
    [InlineData("aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/bus/extra")]
    [InlineData("aws.partner/example.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/bus")]
    public void OtherSource_IsHashed(string source) =>
        Assert.StartsWith("sha256:", SafeIdentifier.OfSource(source), StringComparison.Ordinal);

    [Fact]
    public void WhatIsMissing_StaysMissing()
    {
        Assert.Null(SafeIdentifier.OfEventId(null));
        Assert.Null(SafeIdentifier.OfSource(null));
    }
}
