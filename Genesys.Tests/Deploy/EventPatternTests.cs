using System.Text.Json.Nodes;

namespace Genesys.Tests.Deploy;

public class EventPatternTests
{
    [Theory]
    [InlineData("""{"a":["x"]}""", """{"a":"x"}""", true)]
    [InlineData("""{"a":["x","y"]}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":"X"}""", false)]
    [InlineData("""{"a":["x"]}""", """{"b":"x"}""", false)]
    [InlineData("""{"a":["x"]}""", """{"a":["w","x"]}""", true)]
    [InlineData("""{"a":["x"],"b":["y"]}""", """{"a":"x","b":"z"}""", false)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":{"b":"x"}}""", true)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":[{"prefix":"x/"}]}""", """{"a":"x/1"}""", true)]
    [InlineData("""{"a":[{"prefix":"x/"}]}""", """{"a":1}""", false)]
    [InlineData("""{"a":[{"suffix":".end"}]}""", """{"a":"call.end"}""", true)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"b":1}""", true)]
    [InlineData("""{"a":[{"exists":true}]}""", """{"b":1}""", false)]
    [InlineData("""{"a":[{"anything-but":["x"]}]}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":[{"anything-but":["x"]}]}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":[1]}""", """{"a":1}""", true)]
    [InlineData("""{"a":[null]}""", """{"a":null}""", true)]
    [InlineData("""{"a":[null]}""", """{}""", false)]
    public void Pattern_IsJudgedAsEventBridgeDoes(string pattern, string @event, bool matches) =>
        Assert.Equal(matches, EventPattern.Matches((JsonObject)JsonNode.Parse(pattern)!, JsonNode.Parse(@event)));

    [Fact]
    public void UnknownOperator_IsRefused() =>
        Assert.Throws<NotSupportedException>(
            () =>
                EventPattern.Matches(
                    (JsonObject)JsonNode.Parse("""{"a":[{"cidr":"10.0.0.0/8"}]}""")!, JsonNode.Parse("""{"a":"x"}""")));
}
