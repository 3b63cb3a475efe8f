using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.GenesysCloud;

public class FetchTopicsTests
{
    [Theory]
    [InlineData("v2.detail.events.conversation.{id}.customer.start", true)]
    [InlineData("v2.conversations.{id}.recordings", true)]
    [InlineData("genesys.cloud.conversation.updated", true)]
    [InlineData("v2.conversations.{id}.transcription", false)]
    [InlineData("v2.speechandtextanalytics.conversation.{id}.sentiment", false)]
    [InlineData("v2.analytics.conversation.{id}.metrics", false)]
    public void ByDefault_AllButTheStreamsFetch(string topic, bool fetches) =>
        Assert.Equal(fetches, Topics().Include(topic));

    [Fact]
    public void Chosen_AloneFetch()
    {
        var topics = Topics("*.transcription", "v2.detail.events.conversation.{id}.*.end");

        Assert.True(topics.Include("v2.conversations.{id}.transcription"));
        Assert.True(topics.Include("v2.detail.events.conversation.{id}.customer.end"));
        Assert.False(topics.Include("v2.detail.events.conversation.{id}.customer.start"));
    }

    private static FetchTopics Topics(params string[] patterns)
    {
        var options = new GenesysOptions();
        foreach (var pattern in patterns)
        {
            options.FetchTopics.Add(pattern);
        }

        return new FetchTopics(Options.Create(options));
    }
}
