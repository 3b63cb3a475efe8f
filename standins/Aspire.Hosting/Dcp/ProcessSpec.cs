namespace Aspire.Hosting.Dcp;

/// <summary>A program to start, what it is started with, and who reads its lines.</summary>
internal sealed record ProcessSpec(
    string Command, IReadOnlyList<string> Args, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment, Action<string, bool> OnLine);
