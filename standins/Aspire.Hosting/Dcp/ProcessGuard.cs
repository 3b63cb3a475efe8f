using System.Diagnostics;
using System.Security.Cryptography;

namespace Aspire.Hosting.Dcp;

/// <summary>Sees to it that no process outlives this one, however this one ends.</summary>
internal abstract class ProcessGuard : IDisposable
{
    /// <summary>Every process of a run, and what it starts, has this variable.</summary>
    public const string RunVariable = "ASPIRE_STANDIN_RUN";

    public string RunId { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Where files of the run go; the guard removes it, too, when this process cannot.</summary>
    public string RunFolder => Path.Combine(Path.GetTempPath(), $"aspire-{RunId}");

    /// <summary>From now on <paramref name="process"/>, and what it starts, ends with this process.</summary>
    public abstract void Add(Process process);

    /// <summary>The process has ended by itself.</summary>
    public abstract void Remove(int processId);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
