namespace Genesys.Tests;

/// <summary>A program that a test needs and a machine may lack.</summary>
internal static class InstalledProgram
{
    /// <summary>Its path, by the variable PATH; null when it isn't there.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
