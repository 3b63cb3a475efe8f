using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

internal static class ConversationIds
{
    /// <summary>The text as a conversation's id, which it has to be.</summary>
    public static ConversationId Of(string text)
    {
        Assert.True(ConversationId.TryCreate(text, out var id));
        return id;
    }
}
