using Genesys.Receiver.Intake;
using Genesys.ServiceDefaults.Connections;
using YamlDotNet.RepresentationModel;

namespace Genesys.Tests.Deploy;

public class ComposeTests
{
    private static readonly IReadOnlyList<YamlMappingNode> Files =
        [.. new[] { "compose.yaml", "console.yaml", "destination.yaml" }.Select(ComposeFile.Load)];

    [Fact]
    public void EverySecretOfTheReceiver_IsAFileOfTheHost()
    {
        Assert.Equal(ComposeFile.Names("secrets"), ComposeFile.Names("services", "receiver", "secrets"));
        Assert.All(
            ComposeFile.Names("secrets"),
            name => Assert.StartsWith("./secrets/", Text("secrets", name, "file"), StringComparison.Ordinal));
    }

    [Fact]
    public void EveryNamedFile_IsASecret() => Assert.All(
        ComposeFile.Names("services", "receiver", "environment")
            .Where(name => name.EndsWith("_FILE", StringComparison.Ordinal)),
        name =>
            Assert.Contains(
                Text("services", "receiver", "environment", name)
                    .Replace("/run/secrets/", "", StringComparison.Ordinal), ComposeFile.Names("secrets")));

    [Fact]
    public void Receiver_HasNoPrivilegeAndNoPublicPort()
    {
        Assert.Equal("1654", Text("services", "receiver", "user"));
        Assert.Equal("true", Text("services", "receiver", "read_only"));
        Assert.Equal(["ALL"], ComposeFile.Names("services", "receiver", "cap_drop"));
        Assert.All(
            ComposeFile.Names("services", "receiver", "ports"),
            port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void Journal_StandsInTheMountedFolder() => Assert.StartsWith(
        ComposeFile.Names("services", "receiver", "volumes").Single().Split(':')[1] + "/",
        Text("services", "receiver", "environment", "ConnectionStrings__journal"),
        StringComparison.Ordinal);

    [Fact]
    public void Health_IsAskedWithTheReceiversOwnCommand() =>
        Assert.Equal(
            ["CMD", "/app/Genesys.Receiver", "health"],
            ComposeFile.Names("services", "receiver", "healthcheck", "test"));

    [Fact]
    public void GracePeriod_CoversTheDrain() => Assert.True(
        int.Parse(
            Text("services", "receiver", "stop_grace_period").TrimEnd('s'),
            System.Globalization.CultureInfo.InvariantCulture)
        > TimeSpan.Parse(
            Text("services", "receiver", "environment", "Shutdown__Drain"),
            System.Globalization.CultureInfo.InvariantCulture).TotalSeconds);

    [Fact]
    public void The_limit_of_descriptors_lets_every_connection_in() => Assert.Equal(
        new IntakeOptions().MaxConnections,
        ConnectionLimit.Within(
            new IntakeOptions().MaxConnections,
            long.Parse(
                Text("services", "receiver", "ulimits", "nofile", "hard"),
                System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>
    /// Compose mounts those that are files. What has its content here, or from a variable, it copies into the
    /// container, and the engine refuses that of a read-only one (docker/compose#12031, #12531).
    /// </summary>
    [Fact]
    public void A_read_only_service_has_configs_and_secrets_that_are_files()
    {
        var services = Files.SelectMany(file => Members(file, "services")).ToLookup(one => one.Name, one => one.Node);
        var readOnly = services.Where(service => service.Any(part =>
            part.Children.TryGetValue("read_only", out var value) && value.ToString() == "true")).ToList();

        Assert.Equal(["caddy", "receiver", "console"], readOnly.Select(service => service.Key));
        Assert.All(new[] { "configs", "secrets" }, kind =>
        {
            var sources = Files.SelectMany(file => Members(file, kind))
                .ToDictionary(one => one.Name, one => one.Node, StringComparer.Ordinal);
            Assert.All(
                readOnly.SelectMany(service => service).SelectMany(part => Named(part, kind)),
                name => Assert.Equal("file", Assert.Single(sources[name].Children).Key.ToString()));
        });
    }

    [Fact]
    public void Caddys_file_is_there_and_names_what_Compose_tells_it()
    {
        var file = File.ReadAllText(
            Path.Combine(Repository.Root, "deploy/compose", Text("configs", "caddyfile", "file")));

        Assert.StartsWith(
            "${RECEIVER_HOST:?", Text("services", "caddy", "environment", "RECEIVER_HOST"), StringComparison.Ordinal);
        Assert.Contains("{$RECEIVER_HOST} {", file, StringComparison.Ordinal);
        Assert.Contains("handle /eventbridge/subscription {", file, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, YamlMappingNode Node)> Members(YamlMappingNode file, string kind) =>
        !file.Children.TryGetValue(kind, out var members) ? []
        : ((YamlMappingNode)members).Children
            .Where(member => member.Value is YamlMappingNode)
            .Select(member => (member.Key.ToString(), (YamlMappingNode)member.Value));

    // Each is a name, or a map with the name as its source.
    private static IEnumerable<string> Named(YamlMappingNode service, string kind) =>
        !service.Children.TryGetValue(kind, out var named) ? []
        : ((YamlSequenceNode)named).Select(one => one is YamlMappingNode ? one["source"].ToString() : one.ToString());

    private static string Text(params string[] path) => ((YamlScalarNode)ComposeFile.At(path)).Value!;
}
