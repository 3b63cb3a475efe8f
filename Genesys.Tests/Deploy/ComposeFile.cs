using YamlDotNet.RepresentationModel;

namespace Genesys.Tests.Deploy;

/// <summary>The Compose file.</summary>
internal static class ComposeFile
{
    public static YamlMappingNode Root { get; } = Load();

    /// <summary>A node by its path.</summary>
    public static YamlNode At(params string[] path) => path.Aggregate((YamlNode)Root, (node, name) => ((YamlMappingNode)node).Children[new YamlScalarNode(name)]);

    /// <summary>The texts of a list, or the names of a map's members.</summary>
    public static IReadOnlyList<string> Names(params string[] path) => At(path) switch
    {
        YamlSequenceNode list => [.. list.Select(item => ((YamlScalarNode)item).Value!)],
        var map => [.. ((YamlMappingNode)map).Children.Keys.Select(key => ((YamlScalarNode)key).Value!)],
    };

    private static YamlMappingNode Load()
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Repository.Root, "deploy/compose/compose.yaml"));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }
}
