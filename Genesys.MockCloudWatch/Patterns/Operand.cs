namespace Genesys.MockCloudWatch.Patterns;

/// <summary>What a pattern compares with: a word, a quoted text or a regular expression.</summary>
internal readonly record struct Operand(string Text, bool Quoted, bool Regex);
