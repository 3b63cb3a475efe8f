using System.Globalization;
using Aspire.Dashboard.Resources.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace Aspire.Dashboard.Resources;

/// <summary>What the pages say about a resource.</summary>
internal static class ResourceText
{
    private static readonly string[] SourceProperties = ["project.path", "executable.path", "container.image", "resource.source"];

    /// <summary>How a state is to look: good, bad, warn, or nothing special.</summary>
    public static string StateClass(Resource resource) => (resource.StateStyle, resource.State) switch
    {
        ("error", _) or (_, "FailedToStart" or "RuntimeUnhealthy") => "error",
        ("warning", _) => "warn",
        (_, "Running") when resource.HealthReports.Any(report => report.HasStatus && report.Status == HealthStatus.Unhealthy) => "error",
        (_, "Running") when resource.HealthReports.Any(report => !report.HasStatus || report.Status != HealthStatus.Healthy) => "warn",
        ("success", _) or (_, "Running") => "good",
        (_, "Exited" or "Finished") when Property(resource, "resource.exitCode") is { Length: > 0 } code && code != "0" => "error",
        _ => "",
    };

    public static string State(Resource resource)
    {
        var state = resource.State is { Length: > 0 } text ? text : "Unknown";
        if (state is "Exited" or "Finished" && Property(resource, "resource.exitCode") is { Length: > 0 } code)
        {
            return $"{state} ({code})";
        }

        var waiting = resource.HealthReports.Count(report => !report.HasStatus);
        var unhealthy = resource.HealthReports.Where(report => report.HasStatus).Select(report => report.Status).ToArray();
        return state != "Running" ? state
            : unhealthy.Contains(HealthStatus.Unhealthy) ? "Running (unhealthy)"
            : unhealthy.Contains(HealthStatus.Degraded) ? "Running (degraded)"
            : waiting > 0 ? "Running (not checked yet)"
            : state;
    }

    public static string Source(Resource resource)
    {
        foreach (var name in SourceProperties)
        {
            if (Property(resource, name) is { Length: > 0 } value)
            {
                return name == "project.path" ? Path.GetFileName(value.Replace('\\', '/')) : value;
            }
        }

        return "";
    }

    public static string Property(Resource resource, string name) =>
        resource.Properties.FirstOrDefault(property => property.Name == name) is { } found ? Text(found.Value) : "";

    public static string Text(Value? value) => value?.KindCase switch
    {
        Value.KindOneofCase.StringValue => value.StringValue,
        Value.KindOneofCase.NumberValue => value.NumberValue.ToString(CultureInfo.InvariantCulture),
        Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        Value.KindOneofCase.ListValue => string.Join(" ", value.ListValue.Values.Select(Text)),
        Value.KindOneofCase.StructValue => string.Join(", ", value.StructValue.Fields.Select(field => $"{field.Key}: {Text(field.Value)}")),
        _ => "",
    };

    /// <summary>An address to open in a browser; null for one that a browser should not be sent to (<c>javascript:</c> and the like).</summary>
    public static string? SafeUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? url : null;
}
