namespace Genesys.Receiver.Journal;

/// <summary>What became of a record that was offered to the journal.</summary>
internal enum RecordStatus
{
    /// <summary>It is on disk; a delivery that needs no processing is finished.</summary>
    Recorded,

    /// <summary>The same event was recorded or finished before.</summary>
    Duplicate,

    /// <summary>The same event is being processed by an inline request at this moment.</summary>
    InFlight,

    /// <summary>The bound on open records or bytes is reached; nothing was written.</summary>
    Full,

    /// <summary>The journal can't write (disk full, database down, stopping); nothing was written.</summary>
    Unavailable,
}

/// <summary>Answer of <see cref="IJournal"/> to a record.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Lease">The lease on the delivery when one was asked for, it was recorded and needs processing.</param>
internal readonly record struct RecordResult(RecordStatus Status, LeasedDelivery? Lease = null);
