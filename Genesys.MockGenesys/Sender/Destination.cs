using System.Diagnostics.CodeAnalysis;

namespace Genesys.MockGenesys.Sender;

/// <summary>The receiver's addresses.</summary>
/// <param name="Subscription">Where events are posted.</param>
internal sealed record Destination(Uri Subscription)
{
    private const string SubscriptionPath = "/eventbridge/subscription";

    /// <summary>An address of the receiver's host.</summary>
    public Uri At(string path) => new(Subscription, path);

    /// <summary>Takes the receiver's base address as well as the full address of its subscription path.</summary>
    public static bool TryParse(string target, [NotNullWhen(true)] out Destination? destination)
    {
        destination = null;
        // "https+http://receiver" lets service discovery choose.
        if (!Uri.TryCreate(target, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https" or "https+http" or "http+https"))
        {
            return false;
        }

        destination = new Destination(address.AbsolutePath == "/" ? new Uri(address, SubscriptionPath) : address);
        return true;
    }
}
