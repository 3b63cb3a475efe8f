using Genesys.Receiver.Anomalies;

namespace Genesys.Tests.Anomalies;

public class SafeIdentifierTests
{
    [Theory]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("event-001")]
    [InlineData("a/b.c-d9")]
    public void EventIdOfTheFormOfOne_StaysClear(string id) => Assert.Equal(id, SafeIdentifier.EventId(id));

    [Theory]
    [InlineData("+15551234567")]
    [InlineData("15551234567")]
    [InlineData("jane.doe@example.com")]
    [InlineData("Jane Doe")]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("a\u0000")]
    public void AnythingElse_IsHashed(string id)
    {
        var safe = SafeIdentifier.EventId(id);

        Assert.Equal(64, safe!.Length);
        Assert.All(safe, character => Assert.True(char.IsAsciiHexDigitLower(character)));
        Assert.Equal(safe, SafeIdentifier.EventId(id));
    }

    [Fact]
    public void EventIdOver128Characters_IsHashed()
    {
        Assert.Equal(128, SafeIdentifier.EventId(new string('a', 128))!.Length);
        Assert.Equal(64, SafeIdentifier.EventId(new string('a', 129))!.Length);
    }

    [Theory]
    [InlineData("genesys.cloud", true)]
    [InlineData("aws.partner/genesys.com", true)]
    [InlineData("aws.partner/genesys.com/cloud/org-id/my-bus", true)]
    [InlineData("aws.partner/genesys.communism", false)]
    [InlineData("aws.partner/genesys.com/jane@example.com", false)]
    [InlineData("my.own.source", false)]
    public void OnlyAKnownSource_StaysClear(string source, bool clear) => Assert.Equal(clear, SafeIdentifier.Source(source) == source);

    [Fact]
    public void Null_StaysNull()
    {
        Assert.Null(SafeIdentifier.EventId(null));
        Assert.Null(SafeIdentifier.Source(null));
    }
}
