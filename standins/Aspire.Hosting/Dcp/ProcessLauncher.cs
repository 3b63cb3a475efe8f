using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting.Dcp;

/// <summary>Starts processes that end with this one.</summary>
internal sealed class ProcessLauncher(ProcessGuard guard, TimeProvider time)
{
    /// <summary>What is said to the AppHost alone; a child that heard it would take the dashboard's port or the watcher's pipe for its own.</summary>
    private static readonly string[] NotInherited =
    [
        "ASPNETCORE_URLS", "DOTNET_LAUNCH_PROFILE", "DOTNET_STARTUP_HOOKS", "DOTNET_WATCH", "DOTNET_WATCH_ITERATION",
        "DOTNET_WATCH_HOTRELOAD_NAMEDPIPE_NAME", "DOTNET_MODIFIABLE_ASSEMBLIES", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES",
        "DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE", "TESTINGPLATFORM_TELEMETRY_OPTOUT",
    ];

    /// <exception cref="DistributedApplicationException">The program could not be started.</exception>
    public RunningProcess Start(ProcessSpec spec)
    {
        var info = StartInfo(spec with { Command = Programs.Find(spec.Command, spec.WorkingDirectory) });
        info.WorkingDirectory = spec.WorkingDirectory;
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        info.UseShellExecute = false;
        foreach (var name in NotInherited)
        {
            info.Environment.Remove(name);
        }

        info.Environment[ProcessGuard.RunVariable] = guard.RunId;
        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        try
        {
            var running = new RunningProcess(process, guard, spec.OnLine, time);
            guard.Add(process);
            process.StandardInput.Close();
            return running;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            process.Dispose();
            throw new DistributedApplicationException(
                $"'{spec.Command}' could not be started in '{spec.WorkingDirectory}': {exception.Message}", exception);
        }
    }

    private static ProcessStartInfo StartInfo(ProcessSpec spec) =>
        OperatingSystem.IsWindows() ? new(spec.Command, spec.Args) { CreateNewProcessGroup = true }
        : Programs.SetSid is { } setsid ? new(setsid, [spec.Command, .. spec.Args])
        : new(spec.Command, spec.Args);
}
