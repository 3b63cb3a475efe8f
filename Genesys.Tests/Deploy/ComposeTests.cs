using Genesys.Receiver.Intake;
using Genesys.ServiceDefaults.Connections;
using YamlDotNet.RepresentationModel;

namespace Genesys.Tests.Deploy;

public class ComposeTests
{
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

    private static string Text(params string[] path) => ((YamlScalarNode)ComposeFile.At(path)).Value!;
}
