namespace Aspire.Hosting;

/// <summary>A project that the AppHost names by its path.</summary>
internal sealed class ProjectMetadata : IProjectMetadata
{
    public ProjectMetadata(string path) =>
        ProjectPath = Directory.Exists(path) && Directory.GetFiles(path, "*.csproj") is [var only] ? only : path;

    public string ProjectPath { get; }
}
