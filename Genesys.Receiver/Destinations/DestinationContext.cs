namespace Genesys.Receiver.Destinations;

/// <summary>What a destination is made with; a type of one's own takes it in its constructor.</summary>
public sealed record DestinationContext
{
    internal DestinationContext(string name, DestinationOptions options) => (Name, Options) = (name, options);

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; }

    /// <summary>The settings of a type of one's own: <c>Destinations:{name}:Settings:*</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings => Options.Settings.AsReadOnly();

    internal DestinationOptions Options { get; }
}
