using Genesys.Receiver;

namespace Genesys.Tests.Architecture;

/// <summary>The receiver is an application: public is what a host of one's own touches, all else is internal.</summary>
public class PublicTypesTests
{
    private static readonly string[] ForHosts =
    [
        // The web SDK makes it public.
        "Program",

        // Program.cs of a host: the parts, and the command line around them.
        "Genesys.Receiver.ReceiverExtensions",
        "Genesys.Receiver.Commands.CommandLine",

        // A sink of one's own.
        "Genesys.Receiver.GenesysCloud.IConversationSink",
        "Genesys.Receiver.GenesysCloud.FetchedConversation",
        "Genesys.Receiver.Validation.ConversationId",
    ];

    [Fact]
    public void OnlyWhatAHostTouches_IsPublic() => Assert.Equal(
        ForHosts.Order(StringComparer.Ordinal),
        typeof(ReceiverExtensions).Assembly.GetExportedTypes().Select(type => type.FullName).Order(StringComparer.Ordinal));
}
