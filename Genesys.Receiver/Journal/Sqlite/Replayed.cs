namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>A dead letter that is open again.</summary>
/// <param name="Id">Its new key.</param>
/// <param name="Conversation">64 bits of its conversation, 0 for none.</param>
/// <param name="Bytes">Size of its record.</param>
internal readonly record struct Replayed(long Id, long Conversation, int Bytes);
