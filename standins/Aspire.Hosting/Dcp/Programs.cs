namespace Aspire.Hosting.Dcp;

/// <summary>Finds programs as a shell would.</summary>
internal static class Programs
{
    /// <summary>
    /// Starts a program in a session of its own: it gets no Ctrl+C from the terminal, and one signal reaches all that it starts. Linux has it, macOS has not.
    /// </summary>
    public static string? SetSid { get; } = OperatingSystem.IsWindows() ? null : OnPath("setsid");

    /// <summary>The program's path; a name without a folder is looked for on the path, any other in <paramref name="workingDirectory"/>.</summary>
    /// <exception cref="DistributedApplicationException">There is no such program.</exception>
    public static string Find(string command, string workingDirectory)
    {
        if (!Directory.Exists(workingDirectory))
        {
            throw new DistributedApplicationException($"The working directory '{workingDirectory}' does not exist.");
        }

        if (OperatingSystem.IsWindows())
        {
            return command;
        }

        if (!command.Contains('/', StringComparison.Ordinal))
        {
            return OnPath(command) ?? throw new DistributedApplicationException($"The program '{command}' was not found in any folder of PATH.");
        }

        var path = Path.GetFullPath(command, workingDirectory);
        return File.Exists(path) ? path : throw new DistributedApplicationException($"The program '{path}' does not exist.");
    }

    /// <summary>Path of a program in a folder of <c>PATH</c>; <c>null</c> when none has it.</summary>
    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
