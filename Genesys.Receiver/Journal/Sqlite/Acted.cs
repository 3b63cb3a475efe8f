namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>A delivery that an operator acted on.</summary>
/// <param name="From">Its state before.</param>
/// <param name="Bytes">Size of its record before.</param>
/// <param name="Conversation">64 bits of its conversation, 0 for none.</param>
/// <param name="IsHandOver">True when only its hand-overs were changed.</param>
internal readonly record struct Acted(
    long Key, DeliveryState From, int Bytes, long Conversation, bool IsHandOver = false);
