using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Genesys.Tests.Deploy;

/// <summary>A CloudFormation template as JSON, its short tags (<c>!Ref</c>, <c>!GetAtt</c>, …) written out.</summary>
internal sealed class CloudFormationTemplate
{
    private CloudFormationTemplate(string path)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(path);
        yaml.Load(reader);
        Root = (JsonObject)Convert(yaml.Documents.Single().RootNode)!;
    }

    /// <summary>The templates of the repository, by their files' names.</summary>
    public static IEnumerable<string> Files =>
        Directory.GetFiles(Folder, "*.yaml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public JsonObject Root { get; }

    public JsonObject Resources => Section("Resources");

    public JsonObject Parameters => Section("Parameters");

    public JsonObject Conditions => Section("Conditions");

    private static string Folder => Path.Combine(Repository.Root, "deploy/aws");

    public static CloudFormationTemplate Read(string file) => new(PathOf(file));

    public static string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Every resource of a type.</summary>
    public IEnumerable<JsonObject> OfType(string type) =>
        Resources.Select(resource => (JsonObject)resource.Value!).Where(resource => (string?)resource["Type"] == type);

    /// <summary>Every node of the template, from the top down.</summary>
    public IEnumerable<JsonNode> Nodes() => NodesOf(Root);

    public static IEnumerable<JsonNode> NodesOf(JsonNode node)
    {
        yield return node;
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray elements => elements,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>().SelectMany(NodesOf))
        {
            yield return child;
        }
    }

    private JsonObject Section(string name) => (JsonObject)Root[name]!;

    private static JsonNode? Convert(YamlNode node)
    {
        JsonNode? value = node switch
        {
            YamlMappingNode map =>
                new JsonObject(
                    map.Children.Select(
                        pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
            YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar => Plain(scalar.Value!),
            _ => JsonValue.Create(((YamlScalarNode)node).Value),
        };
        return node.Tag.IsEmpty || !node.Tag.Value.StartsWith('!') ? value : node.Tag.Value switch
        {
            "!Ref" => new JsonObject { ["Ref"] = value },
            "!Condition" => new JsonObject { ["Condition"] = value },
            "!GetAtt" =>
                new JsonObject
                {
                    ["Fn::GetAtt"] = new JsonArray(
                    [.. ((string)value!).Split('.', 2).Select(part => (JsonNode)part)]),
                },
            var tag => new JsonObject { [$"Fn::{tag[1..]}"] = value },
        };
    }

    private static JsonValue? Plain(string text) => text switch
    {
        "true" or "false" => JsonValue.Create(text == "true"),
        "" or "null" or "~" => null,
        _ =>
            long.TryParse(text, CultureInfo.InvariantCulture, out var number)
                ? JsonValue.Create(number) : JsonValue.Create(text),
    };
}
