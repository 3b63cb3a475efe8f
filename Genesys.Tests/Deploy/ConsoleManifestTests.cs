using Genesys.Console;
using Genesys.ServiceDefaults;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Genesys.Tests.Deploy;

/// <summary>The console beside the receiver: its manifests against what it reads and answers.</summary>
public class ConsoleManifestTests
{
    private static readonly IReadOnlyList<object> Objects = KubernetesTests.Load("console.yaml");

    private static readonly V1Container Container = One<V1Deployment>().Spec.Template.Spec.Containers.Single();

    private static readonly YamlMappingNode Compose = ComposeFile.Load("console.yaml");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EverySetting_IsOneOfTheConsoles_AndItStartsWithThem(bool isKubernetes)
    {
        var settings = isKubernetes ? One<V1ConfigMap>().Data
            : ComposeFile.Map(ComposeFile.At(Compose, "services", "console", "environment")).ToDictionary();
        var own = settings.Where(one => one.Key.StartsWith("Console__", StringComparison.Ordinal))
            .ToDictionary(
                one => one.Key.Replace("__", ":", StringComparison.Ordinal), one => ValueOf(one.Value),
                StringComparer.Ordinal);

        Assert.All(own.Keys, name => Assert.True(Exists(name), name));
        var options = new ConfigurationBuilder().AddInMemoryCollection(own).Build().GetSection(ConsoleOptions.Section)
            .Get<ConsoleOptions>()!;
        Assert.Empty(ConsoleSettings.FindProblems(options, isDevelopment: false));
    }

    [Fact]
    public void EverySecret_IsASettingOfTheConsoles_InTheFolderThatItReads()
    {
        var secrets = ((YamlSequenceNode)ComposeFile.At(Compose, "services", "console", "secrets")).Children.Select(
            ComposeFile.Map).ToList();

        Assert.All(
            secrets,
            secret =>
                Assert.True(Exists(secret["target"].Replace("__", ":", StringComparison.Ordinal)), secret["target"]));
        Assert.All(secrets, secret => Assert.NotNull(ComposeFile.At(Compose, "secrets", secret["source"])));
        Assert.Equal(Container.VolumeMounts.Single().MountPath, One<V1ConfigMap>().Data["Console__SecretsPath"]);
        Assert.DoesNotContain(Objects, item => item is V1Secret);
    }

    [Fact]
    public void TheReceiver_IsReachedAtItsServiceAndPort()
    {
        Assert.Equal($"http://{KubernetesTests.One<V1Service>().Name()}", One<V1ConfigMap>().Data["Console__Receiver"]);
        Assert.Equal(80, KubernetesTests.One<V1Service>().Spec.Ports.Single().Port);
        Assert.Equal(
            "http://receiver:8080",
            ComposeFile.Map(ComposeFile.At(Compose, "services", "console", "environment"))["Console__Receiver"]);
        var open = Objects.OfType<V1NetworkPolicy>().Single(policy => policy.Name() == "receiver-from-console").Spec;
        Assert.All(
            open.PodSelector.MatchLabels,
            pair =>
                Assert.Equal(pair.Value, KubernetesTests.One<V1Deployment>().Spec.Template.Metadata.Labels[pair.Key]));
        Assert.All(open.Ingress.Single().FromProperty.Single().PodSelector.MatchLabels, Selects);
    }

    [Fact]
    public void TheProbes_AskForLifeAndReadiness_AtThePortOfTheImage()
    {
        Assert.Equal("/alive", Container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/health", Container.ReadinessProbe.HttpGet.Path);
        Assert.Equal(8080, Container.Ports.Single().ContainerPort);
        Assert.Contains(
            HealthProbe.Option,
            ((YamlSequenceNode)ComposeFile.At(Compose, "services", "console", "healthcheck", "test")).Children.Select(
                item => item.ToString()));
    }

    [Fact]
    public void ThePod_HasNoPrivilege_AndEverySelectorSelectsIt()
    {
        var pod = One<V1Deployment>().Spec.Template.Spec;

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(Container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], Container.SecurityContext.Capabilities.Drop);
        Assert.Matches(@":\d+\.\d+\.\d+$", Container.Image);
        Assert.All(One<V1Deployment>().Spec.Selector.MatchLabels.Concat(One<V1Service>().Spec.Selector), Selects);
    }

    [Fact]
    public void InCompose_ItHasNoPrivilegeAndNoPublicPort()
    {
        Assert.Equal("true", ComposeFile.At(Compose, "services", "console", "read_only").ToString());
        Assert.All(
            ((YamlSequenceNode)ComposeFile.At(Compose, "services", "console", "ports")).Children,
            port => Assert.StartsWith("127.0.0.1:", port.ToString(), StringComparison.Ordinal));
    }

    private static void Selects(KeyValuePair<string, string> pair) =>
        Assert.Equal(pair.Value, One<V1Deployment>().Spec.Template.Metadata.Labels[pair.Key]);

    private static T One<T>() => Objects.OfType<T>().First();

    // What the operator has to fill in, filled in.
    private static string? ValueOf(string value) => !value.StartsWith("${", StringComparison.Ordinal) ? value
        : value.Contains("ISSUER", StringComparison.Ordinal) ? "https://login.example.com" : "console";

    // Console:OpenIdConnect:Scopes:0 is a property of a property, and a place in its list.
    private static bool Exists(string setting)
    {
        var type = typeof(ConsoleOptions);
        foreach (var name in setting.Split(':')[1..].Where(name => !name.All(char.IsAsciiDigit)))
        {
            if (type.GetProperty(name) is not { } property)
            {
                return false;
            }

            type = property.PropertyType;
        }

        return setting.StartsWith(ConsoleOptions.Section + ":", StringComparison.Ordinal);
    }
}
