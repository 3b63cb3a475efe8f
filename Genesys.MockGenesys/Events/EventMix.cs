namespace Genesys.MockGenesys.Events;

/// <summary>What the stream of events is made of; each share is between 0 and 1.</summary>
/// <param name="InvalidShare">Malformed events among all.</param>
/// <param name="FlatShare">Conversations in the flat generation among all.</param>
/// <param name="UnknownConversationShare">Conversations that the API doesn't know (404) among all.</param>
internal readonly record struct EventMix(double InvalidShare, double FlatShare, double UnknownConversationShare)
{
    public static readonly EventMix Nothing;

    /// <summary>Of every so many conversations the events of one are lost; 0: of none.</summary>
    public int LoseOneIn { get; init; }
}
