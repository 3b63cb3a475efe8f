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

        // A type of destinations of one's own.
        "Genesys.Receiver.Destinations.DestinationContext",
        "Genesys.Receiver.Destinations.DestinationTypes",
        "Genesys.Receiver.Destinations.HandOver",
        "Genesys.Receiver.Destinations.HandOverResult",
        "Genesys.Receiver.Destinations.HandOverResultKind",
        "Genesys.Receiver.Destinations.IDestination",
    ];

    [Fact]
    public void OnlyWhatAHostTouches_IsPublic() => Assert.Equal(
        ForHosts.Order(StringComparer.Ordinal),
        typeof(ReceiverExtensions).Assembly.GetExportedTypes().Select(type => type.FullName)
            .Order(StringComparer.Ordinal));
}
