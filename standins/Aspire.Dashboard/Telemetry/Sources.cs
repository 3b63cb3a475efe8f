using System.Text;
using Aspire.Dashboard.Configuration;

namespace Aspire.Dashboard.Telemetry;

/// <summary>Resources, scopes and names that batches repeat, each kept once.</summary>
internal sealed class Sources
{
    private const int MaxScopes = 10_000;
    private const int MaxNames = 20_000;
    private const int MaxNameLength = 512;

    public Sources(TelemetryLimits limits)
    {
        var oneTooMany = new OtlpResource([]);
        Resources = new(message => new OtlpResource(message), limits.MaxResourceCount, _ => oneTooMany);
        Scopes = new(message => new OtlpScope(message), MaxScopes, message => new OtlpScope(message));
        Names = new(Name, MaxNames, Name);
    }

    public ByteTable<OtlpResource> Resources { get; }

    public ByteTable<OtlpScope> Scopes { get; }

    public ByteTable<string> Names { get; }

    private static string Name(byte[] utf8)
    {
        var name = Encoding.UTF8.GetString(utf8);
        return name.Length <= MaxNameLength ? name : name[..MaxNameLength] + "…";
    }
}
