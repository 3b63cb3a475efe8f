using System.Security.Cryptography;
using System.Text;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Destinations;

/// <summary>The id and the group that consumers know an event by; neither ever changes.</summary>
internal static class EventIdentity
{
    private const int MaxLength = 100;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-";

    private static readonly System.Buffers.SearchValues<char> Plain = System.Buffers.SearchValues.Create(Letters);

    /// <summary>The envelope's id, with the name of the replay behind it when an archive is replayed.</summary>
    public static string IdOf(Delivery delivery) => PlainOrHash(
        delivery.ReplayName is null ? delivery.EventId : $"{delivery.EventId}/{delivery.ReplayName}");

    /// <summary>The conversation; an event without one is its own group.</summary>
    public static string GroupOf(Delivery delivery) =>
        delivery.ConversationId is { } conversation ? PlainOrHash(conversation.Value) : IdOf(delivery);

    /// <summary>
    /// The text if it is 1 to 100 characters of <c>[A-Za-z0-9._/-]</c>, else the SHA-256 of its UTF-8 in hex.
    /// </summary>
    public static string PlainOrHash(string text) =>
        text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Plain)
            ? text
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
