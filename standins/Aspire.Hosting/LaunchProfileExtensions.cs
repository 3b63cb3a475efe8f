using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds the launch profile that a project is started with.</summary>
internal static class LaunchProfileExtensions
{
    private static readonly JsonSerializerOptions Reading = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static IProjectMetadata GetProjectMetadata(this IResource project) =>
        project.Annotations.OfType<IProjectMetadata>().Single();

    public static LaunchSettings? ReadLaunchSettings(string projectDirectory)
    {
        var path = Path.Combine(projectDirectory, "Properties", "launchSettings.json");
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllBytes(path), Reading);
        }
        catch (JsonException exception)
        {
            throw new DistributedApplicationException($"The launch settings in '{path}' are not valid JSON: {exception.Message}", exception);
        }
    }

    public static (string Name, LaunchProfile Profile)? EffectiveLaunchProfile(this IResource project)
    {
        if (project.HasAnnotationOfType<ExcludeLaunchProfileAnnotation>())
        {
            return null;
        }

        var metadata = project.GetProjectMetadata();
        var settings = metadata.LaunchSettings ?? ReadLaunchSettings(Path.GetDirectoryName(metadata.ProjectPath)!);
        if (project.TryGetLastAnnotation<LaunchProfileAnnotation>(out var chosen))
        {
            return settings?.Profiles.TryGetValue(chosen.LaunchProfileName, out var profile) == true
                ? (chosen.LaunchProfileName, profile)
                : throw new DistributedApplicationException($"Launch settings of '{project.Name}' have no profile named '{chosen.LaunchProfileName}'.");
        }

        if (settings is null || settings.Profiles.Count == 0)
        {
            return null;
        }

        if (project.TryGetLastAnnotation<DefaultLaunchProfileAnnotation>(out var usual)
            && settings.Profiles.TryGetValue(usual.LaunchProfileName, out var asAppHost))
        {
            return (usual.LaunchProfileName, asAppHost);
        }

        return settings.Profiles.Where(profile => profile.Value.CommandName == "Project").Select(profile => (profile.Key, profile.Value))
            .Cast<(string, LaunchProfile)?>().FirstOrDefault();
    }
}
