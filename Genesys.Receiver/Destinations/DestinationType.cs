namespace Genesys.Receiver.Destinations;

/// <summary>A kind of destination.</summary>
/// <param name="Name">The value of <c>Type</c>.</param>
/// <param name="Create">Makes a destination.</param>
/// <param name="Problems">A sentence for each setting that it wouldn't work with.</param>
internal sealed record DestinationType(
    string Name,
    Func<IServiceProvider, DestinationContext, IDestination> Create,
    Func<DestinationContext, IEnumerable<string>> Problems);
