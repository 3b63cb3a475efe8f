using System.Net.Http.Json;

namespace Genesys.Drills.Soak;

/// <summary>What Genesys Cloud does wrong during a soak, each at its share of the time.</summary>
internal sealed class SoakFaults(SoakSettings settings)
{
    private readonly List<Window> _windows = [];

    /// <summary>The windows, once they are set.</summary>
    public IReadOnlyList<Window> Windows => _windows;

    public async Task SetAsync(HttpClient mock, DateTimeOffset start)
    {
        if (!settings.Faults)
        {
            return;
        }

        await SetAsync(mock, start, "outage", 0.15, 45, new { kind = "outage", scope = "everything" });
        await SetAsync(
            mock, start, "503", 0.45, 30,
            new { kind = "status", statusMix = new Dictionary<string, double> { ["500"] = 1, ["503"] = 3 } });
        await SetAsync(mock, start, "hang", 0.65, 20, new { kind = "hang" });
        await SetAsync(mock, start, "tokens revoked", 0.8, 1, new { kind = "revokeTokens" });
        await SetAsync(mock, start, "token endpoint away", 0.8, 20, new { kind = "outage", scope = "token" });
    }

    private async Task SetAsync(
        HttpClient mock, DateTimeOffset start, string name, double at, double seconds, object fault)
    {
        var startsIn = TimeSpan.FromMinutes(settings.Minutes * at);
        var whole = System.Text.Json.JsonSerializer.SerializeToNode(fault)!.AsObject();
        whole["id"] = name.Replace(' ', '-');
        whole["startsIn"] = startsIn.ToString("c");
        whole["duration"] = TimeSpan.FromSeconds(seconds).ToString("c");
        using var answer = await mock.PostAsJsonAsync("/mock/faults", whole);
        answer.EnsureSuccessStatusCode();
        _windows.Add(new Window(name, start + startsIn, start + startsIn + TimeSpan.FromSeconds(seconds)));
    }

    /// <summary>Time in which a fault is set.</summary>
    internal sealed record Window(string Name, DateTimeOffset From, DateTimeOffset To);
}
