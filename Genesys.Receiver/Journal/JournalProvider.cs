namespace Genesys.Receiver.Journal;

/// <summary>Where the journal is kept.</summary>
internal enum JournalProvider
{
    /// <summary>One file beside one receiver.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database (15 or newer) that several receivers share.</summary>
    Postgres,
}
