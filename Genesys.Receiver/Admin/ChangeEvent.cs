namespace Genesys.Receiver.Admin;

/// <summary>An event of the stream of changes.</summary>
/// <param name="Number">Its number in this run of the receiver.</param>
/// <param name="Name">Its name: counts, failure, job, genesysCloud, destination, journal.</param>
/// <param name="Data">The JSON.</param>
internal sealed record ChangeEvent(long Number, string Name, byte[] Data);
