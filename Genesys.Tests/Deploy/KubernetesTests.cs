using k8s;
using k8s.Models;

namespace Genesys.Tests.Deploy;

public class KubernetesTests
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["v1/Namespace"] = typeof(V1Namespace),
        ["v1/ServiceAccount"] = typeof(V1ServiceAccount),
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/Service"] = typeof(V1Service),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["networking.k8s.io/v1/Ingress"] = typeof(V1Ingress),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["autoscaling/v2/HorizontalPodAutoscaler"] = typeof(V2HorizontalPodAutoscaler),
    };

    /// <summary>Strictly: a member that the type doesn't have is an error.</summary>
    internal static readonly IReadOnlyList<object> Objects = Load("receiver.yaml");

    /// <summary>What is patched into the receiver's deployment: one destination, and who uses the console.</summary>
    internal static readonly IReadOnlyList<V1Deployment> Patches =
        [.. new[] { "destination.yaml", "operators.yaml" }.Select(name => Load(name).OfType<V1Deployment>().Single())];

    private static readonly V1Deployment Deployment = One<V1Deployment>();

    private static readonly V1Container Container = Deployment.Spec.Template.Spec.Containers.Single();

    [Fact]
    public void EveryKind_IsThereOnce() =>
        Assert.Equal(
            Types.Values.OrderBy(type => type.Name), Objects.Select(item => item.GetType()).OrderBy(type => type.Name));

    [Fact]
    public void UnknownMember_WouldBeFound() => Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  selectors:\n    a: b\n", Types, strict: true));

    [Fact]
    public void EveryObject_IsInTheNamespace() => Assert.All(
        Objects.Cast<IMetadata<V1ObjectMeta>>().Where(item => item is not V1Namespace),
        item => Assert.Equal(One<V1Namespace>().Name(), item.Metadata.NamespaceProperty));

    [Fact]
    public void Probes_AskForLifeAndReadiness()
    {
        Assert.Equal("/alive", Container.StartupProbe.HttpGet.Path);
        Assert.Equal("/alive", Container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/health", Container.ReadinessProbe.HttpGet.Path);
        Assert.All(
            [Container.StartupProbe, Container.LivenessProbe, Container.ReadinessProbe],
            probe => Assert.Equal("http", probe.HttpGet.Port.Value));
    }

    [Fact]
    public void TwoReplicas_ShareAPostgresJournal()
    {
        Assert.Equal(2, One<V2HorizontalPodAutoscaler>().Spec.MinReplicas);
        Assert.Equal("Postgres", One<V1ConfigMap>().Data["Journal__Provider"]);
    }

    /// <summary>With a number of its own each apply would undo what the autoscaler decided.</summary>
    [Fact]
    public void WhatIsScaled_HasNoNumberOfReplicas()
    {
        var all = new[] { "receiver.yaml", "console.yaml", "destination.yaml", "operators.yaml" }.SelectMany(Load)
            .ToList();
        var scaled = all.OfType<V2HorizontalPodAutoscaler>()
            .Select(one => (one.Namespace(), one.Spec.ScaleTargetRef.Name)).ToList();

        Assert.NotEmpty(scaled);
        Assert.All(
            all.OfType<V1Deployment>().Where(one => scaled.Contains((one.Namespace(), one.Name()))),
            one => Assert.Null(one.Spec.Replicas));
    }

    [Fact]
    public void Autoscaling_FollowsTheJournal()
    {
        var metric = One<V2HorizontalPodAutoscaler>().Spec.Metrics.Single();

        Assert.Equal("genesys_journal_depth", metric.External.Metric.Name);
        Assert.Equal("delivery", metric.External.Metric.Selector.MatchLabels["genesys_journal_kind"]);
        Assert.Equal(
            "Deployment/receiver",
            $"{One<V2HorizontalPodAutoscaler>().Spec.ScaleTargetRef.Kind}/{One<V2HorizontalPodAutoscaler>().Spec.ScaleTargetRef.Name}");
    }

    [Fact]
    public void Disruptions_LeaveOneReceiver() =>
        Assert.Equal("1", One<V1PodDisruptionBudget>().Spec.MinAvailable.Value);

    [Fact]
    public void EverySelector_SelectsThePods()
    {
        var labels = Deployment.Spec.Template.Metadata.Labels;

        Assert.All(
            [
                Deployment.Spec.Selector.MatchLabels,
                One<V1Service>().Spec.Selector,
                One<V1PodDisruptionBudget>().Spec.Selector.MatchLabels,
                One<V1NetworkPolicy>().Spec.PodSelector.MatchLabels,
                Deployment.Spec.Template.Spec.TopologySpreadConstraints.Single().LabelSelector.MatchLabels,
            ],
            selector => Assert.All(selector, pair => Assert.Equal(pair.Value, labels[pair.Key])));
    }

    [Fact]
    public void Traffic_OnlyComesThroughTheIntakeAndOnlyGoesWhereItMust()
    {
        var policy = One<V1NetworkPolicy>().Spec;
        var path = One<V1Ingress>().Spec.Rules.Single().Http.Paths.Single();

        Assert.Equal(["Ingress", "Egress"], policy.PolicyTypes);
        Assert.Equal(["8080"], policy.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value));
        Assert.All(policy.Egress, rule => Assert.NotEmpty(rule.Ports));
        Assert.Equal("/eventbridge/subscription", path.Path);
        Assert.Equal("Exact", path.PathType);
        Assert.NotEmpty(One<V1Ingress>().Spec.Tls);
    }

    [Fact]
    public void Ingress_PassesOnTheLargestBodyThatTheReceiverTakes()
    {
        var limit = One<V1Ingress>().Metadata.Annotations["nginx.ingress.kubernetes.io/proxy-body-size"];
        var megabytes = int.Parse(limit.TrimEnd('m'), System.Globalization.CultureInfo.InvariantCulture);

        Assert.True(megabytes * 1024 * 1024 > new Genesys.Receiver.Intake.IntakeOptions().MaxBodyBytes);
    }

    [Fact]
    public void Pod_HasNoPrivilege()
    {
        var pod = Deployment.Spec.Template.Spec;

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal(1654, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(Container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(Container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], Container.SecurityContext.Capabilities.Drop);
    }

    [Fact]
    public void Image_IsPinnedToAVersion() => Assert.Matches(@":\d+\.\d+\.\d+$", Container.Image);

    [Fact]
    public void GracePeriod_CoversThePauseAndTheDrain()
    {
        var pause = Container.Lifecycle.PreStop.Sleep.Seconds;
        var drain = TimeSpan.Parse(
            One<V1ConfigMap>().Data["Shutdown__Drain"], System.Globalization.CultureInfo.InvariantCulture).TotalSeconds;

        Assert.True(Deployment.Spec.Template.Spec.TerminationGracePeriodSeconds > pause + drain);
    }

    [Fact]
    public void Secrets_AreMountedAndNeverWrittenDown()
    {
        var mount = Container.VolumeMounts.Single();

        Assert.True(mount.ReadOnlyProperty);
        Assert.All(
            Container.Env,
            variable =>
                Assert.True(
                    variable.Name.EndsWith("_FILE", StringComparison.Ordinal)
                        && variable.Value.StartsWith(mount.MountPath + "/", StringComparison.Ordinal)));
        Assert.DoesNotContain(Objects, item => item is V1Secret);
    }

    [Fact]
    public void Patches_AreOfTheReceiver_AndTheirSecretsAreFiles()
    {
        Assert.All(Patches, patch =>
        {
            var patched = patch.Spec.Template.Spec.Containers.Single();
            Assert.Equal((Deployment.Name(), Deployment.Namespace()), (patch.Name(), patch.Namespace()));
            Assert.Equal(Container.Name, patched.Name);
            var secret = patched.Env.Single(one => one.Name.EndsWith("_FILE", StringComparison.Ordinal)).Value;
            Assert.StartsWith(Container.VolumeMounts.Single().MountPath + "/", secret, StringComparison.Ordinal);
        });
        var folder = Path.Combine(Repository.Root, "deploy/kubernetes");
        Assert.All(
            File.ReadLines(Path.Combine(folder, "kustomization.yaml"))
                .Where(line => line.EndsWith(".yaml", StringComparison.Ordinal)),
            line => Assert.True(File.Exists(Path.Combine(folder, line.Split(' ')[^1])), line));
    }

    /// <summary>The objects of a file.</summary>
    internal static IReadOnlyList<object> Load(string name) => KubernetesYaml.LoadAllFromString(
        File.ReadAllText(Path.Combine(Repository.Root, "deploy/kubernetes", name)), Types, strict: true);

    internal static T One<T>() => Objects.OfType<T>().Single();
}
