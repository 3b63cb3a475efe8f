using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Dashboard.Resources.Protocol;

namespace Aspire.Dashboard.Resources;

/// <summary>A resource as text to keep: JSON without its secrets, and its environment as a .env file with them.</summary>
internal static class ResourceExport
{
    private const string Masked = "●●●●●●";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the resource service said, with sensitive properties and the environment's values masked.</summary>
    public static string Json(Resource resource) => JsonSerializer.Serialize(
        new
        {
            name = resource.Name,
            displayName = resource.DisplayName,
            resourceType = resource.ResourceType,
            uid = resource.Uid,
            state = resource.State,
            createdAt = resource.CreatedAt?.ToDateTimeOffset(),
            startedAt = resource.StartedAt?.ToDateTimeOffset(),
            stoppedAt = resource.StoppedAt?.ToDateTimeOffset(),
            isHidden = resource.IsHidden,
            urls = resource.Urls.Select(url => new { name = url.EndpointName, url = url.FullUrl, isInternal = url.IsInternal }),
            healthReports = resource.HealthReports.Select(report => new { name = report.Key, status = report.HasStatus ? report.Status.ToString() : null, description = report.Description }),
            relationships = resource.Relationships.Select(relation => new { type = relation.Type, resourceName = relation.ResourceName }),
            volumes = resource.Volumes.Select(volume => new { source = volume.Source, target = volume.Target, mountType = volume.MountType, isReadOnly = volume.IsReadOnly }),
            properties = resource.Properties.GroupBy(property => property.Name)
                .ToDictionary(group => group.Key, group => group.Last().IsSensitive ? Masked : ResourceText.Text(group.Last().Value)),
            environment = resource.Environment.GroupBy(variable => variable.Name).ToDictionary(group => group.Key, _ => Masked),
            commands = resource.Commands.Select(command => new { name = command.Name, displayName = command.DisplayName, state = command.State.ToString() }),
        },
        Readable);

    /// <summary>The environment as lines of <c>NAME=value</c>, quoted where a shell or a .env reader would read something else.</summary>
    public static string DotEnv(Resource resource)
    {
        var file = new StringBuilder();
        foreach (var variable in resource.Environment.OrderBy(variable => variable.Name, StringComparer.Ordinal))
        {
            file.Append(variable.Name).Append('=').Append(Quoted(variable.Value)).Append('\n');
        }

        return file.ToString();
    }

    private static string Quoted(string value)
    {
        if (value.All(letter => char.IsAsciiLetterOrDigit(letter) || "_./:@%+=,-".Contains(letter, StringComparison.Ordinal)))
        {
            return value;
        }

        var quoted = new StringBuilder(value).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("$", "\\$").Replace("`", "\\`").Replace("\n", "\\n").Replace("\r", "\\r");
        return quoted.Insert(0, '"').Append('"').ToString();
    }
}
