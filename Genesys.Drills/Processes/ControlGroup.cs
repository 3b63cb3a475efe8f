using System.Globalization;

namespace Genesys.Drills.Processes;

/// <summary>
/// A Linux control group, of version 1 or 2, that gives processes so much processor and memory and no more.
/// </summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const int Period = 100_000;

    private readonly List<string> _folders = [];

    private ControlGroup()
    {
    }

    /// <summary>The files into which a process writes its number to be in it.</summary>
    public IEnumerable<string> Entrances => _folders.Select(folder => Path.Combine(folder, "cgroup.procs"));

    /// <summary>Makes one; null, and why not, where that can't be done.</summary>
    /// <param name="cores">Cores, which may be parts of one.</param>
    /// <param name="bytes">Memory.</param>
    /// <param name="problem">Why there is none.</param>
    public static ControlGroup? TryCreate(double cores, long bytes, out string? problem)
    {
        var group = new ControlGroup();
        var quota = (int)(cores * Period);
        try
        {
            if (File.Exists($"{Root}/cgroup.controllers"))
            {
                File.WriteAllText($"{Root}/cgroup.subtree_control", "+cpu +memory");
                group.Add("", [("cpu.max", $"{quota} {Period}"), ("memory.max", $"{bytes}"), ("memory.swap.max", "0")]);
            }
            else
            {
                group.Add("cpu", [("cpu.cfs_period_us", $"{Period}"), ("cpu.cfs_quota_us", $"{quota}")]);
                group.Add("memory", [("memory.limit_in_bytes", $"{bytes}")]);
            }

            problem = null;
            return group;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            group.Dispose();
            problem =
                $"it needs a control group of its own, and {Root} doesn't let this user make one ({exception.Message})";
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Where(Directory.Exists))
        {
            // Removed as it is: what stands in it are no files that could be.
            Directory.Delete(folder);
        }
    }

    private void Add(string controller, (string File, string Value)[] settings)
    {
        if (controller.Length > 0 && !Directory.Exists(Path.Combine(Root, controller)))
        {
            throw new IOException($"there is no {controller} controller");
        }

        var folder = Path.Combine(
            Root, controller, string.Create(CultureInfo.InvariantCulture, $"genesys-drill-{Environment.ProcessId}"));
        Directory.CreateDirectory(folder);
        _folders.Add(folder);
        foreach (var (file, value) in settings.Where(
            setting => setting.File != "memory.swap.max" || File.Exists(Path.Combine(folder, setting.File))))
        {
            File.WriteAllText(Path.Combine(folder, file), value);
        }
    }
}
