namespace Genesys.Receiver.Journal.Records;

/// <summary>A record's checksum isn't that of its bytes: what keeps the journal has damaged it.</summary>
internal sealed class DamagedRecordException(string message) : Exception(message);
