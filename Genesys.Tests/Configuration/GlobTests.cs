using Genesys.Receiver.Configuration;

namespace Genesys.Tests.Configuration;

public class GlobTests
{
    [Theory]
    [InlineData("*", "")]
    [InlineData("*", "v2.users.{id}.presence")]
    [InlineData("v2.detail.events.conversation.{id}.*", "v2.detail.events.conversation.{id}.customer.start")]
    [InlineData("v2.detail.events.conversation.{id}.*", "v2.detail.events.conversation.{id}.")]
    [InlineData("*.start", "v2.detail.events.conversation.{id}.customer.start")]
    [InlineData("v2.*.{id}.*.start", "v2.detail.events.conversation.{id}.customer.start")]
    [InlineData("a**b", "ab")]
    [InlineData("*ab*ab", "abab")]
    [InlineData("v2.audits", "v2.audits")]
    public void Pattern_Matches(string pattern, string text) => Assert.True(new Glob(pattern).Matches(text));

    [Theory]
    [InlineData("v2.audits", "v2.audits.x")]
    [InlineData("v2.audits", "V2.AUDITS")]
    [InlineData("v2.?udits", "v2.audits")]
    [InlineData("v2.detail.events.conversation.{id}.*", "v2.detail.events.conversation.1.customer.start")]
    [InlineData("*.start", "v2.start.end")]
    [InlineData("ab*ba", "aba")]
    [InlineData("*ab*ab", "ab")]
    [InlineData("a*b*c", "acb")]
    [InlineData("x[1]*", "x1")]
    public void Pattern_DoesNotMatch(string pattern, string text) => Assert.False(new Glob(pattern).Matches(text));
}
