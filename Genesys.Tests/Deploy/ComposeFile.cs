using YamlDotNet.RepresentationModel;

namespace Genesys.Tests.Deploy;

/// <summary>The Compose file.</summary>
internal static class ComposeFile
{
    public static YamlMappingNode Root { get; } = Load("compose.yaml");

    /// <summary>A node by its path.</summary>
    public static YamlNode At(params string[] path) => At(Root, path);

    /// <summary>A node of another file by its path.</summary>
    public static YamlNode At(YamlNode root, params string[] path) =>
        path.Aggregate(root, (node, name) => ((YamlMappingNode)node).Children[new YamlScalarNode(name)]);

    /// <summary>The texts of a map by name.</summary>
    public static IReadOnlyDictionary<string, string> Map(YamlNode map) => ((YamlMappingNode)map).Children.ToDictionary(
        pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!, StringComparer.Ordinal);

    /// <summary>The texts of a list, or the names of a map's members.</summary>
    public static IReadOnlyList<string> Names(params string[] path) => At(path) switch
    {
        YamlSequenceNode list => [.. list.Select(item => ((YamlScalarNode)item).Value!)],
        var map => [.. ((YamlMappingNode)map).Children.Keys.Select(key => ((YamlScalarNode)key).Value!)],
    };

    /// <summary>A file of the folder.</summary>
    public static YamlMappingNode Load(string name)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Repository.Root, "deploy/compose", name));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }
}
