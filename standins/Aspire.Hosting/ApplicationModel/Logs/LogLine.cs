namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource wrote: its number from 1, the instant (RFC 3339) and the text, and whether it went to standard error.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
