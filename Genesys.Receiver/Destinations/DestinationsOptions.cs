using System.Diagnostics.CodeAnalysis;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Destinations;

/// <summary>
/// Where events are handed on to (section <c>Destinations</c>): a destination for each name of 1 to 64 characters of
/// <c>a</c> to <c>z</c>, <c>0</c> to <c>9</c> and <c>-</c>. None: a log line and a metric only.
/// [destinations.md](destinations.md) has the guarantees, an example of each type, and what a consumer must do.
/// </summary>
internal sealed class DestinationsOptions() : Dictionary<string, DestinationOptions>(StringComparer.OrdinalIgnoreCase),
    IBoundOptions<DestinationsOptions>
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Destinations";

    /// <summary>A setting's key.</summary>
    internal static string Key(string name, string setting) => $"{Section}:{name}:{setting}";

    /// <inheritdoc/>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(DestinationOptions))]
    public static void Bind(IConfiguration section, DestinationsOptions options) => section.Bind(options);
}
