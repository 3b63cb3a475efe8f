namespace Genesys.Receiver.Journal;

/// <summary>What a delivery or a hand-over waited before an attempt, as its history keeps it.</summary>
/// <param name="Length">How long: from its record, its last attempt or its replay to the start of the attempt.</param>
/// <param name="For">What most of it was for: one of <see cref="WaitReasons"/>.</param>
internal readonly record struct AttemptWait(TimeSpan Length, string For);
