using Genesys.Tests.Configuration;
using k8s.Models;

namespace Genesys.Tests.Deploy;

/// <summary>
/// The settings that the files in deploy/ make: the receiver itself is asked whether each exists and is valid.
/// </summary>
public sealed class DeployedSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Kubernetes_SettingsAreKnownAndValid()
    {
        var container = KubernetesTests.One<V1Deployment>().Spec.Template.Spec.Containers.Single();
        var patches = KubernetesTests.Patches.SelectMany(patch => patch.Spec.Template.Spec.Containers.Single().Env);

        await CheckAsync(KubernetesTests.One<V1ConfigMap>().Data
            .Concat(
                container.Env.Concat(patches).Select(variable => KeyValuePair.Create(variable.Name, variable.Value))));
    }

    [Fact]
    public async Task Compose_SettingsAreKnownAndValid() => await CheckAsync(
        new[] { "compose.yaml", "console.yaml", "destination.yaml" }.SelectMany(name =>
            ComposeFile.Map(ComposeFile.At(ComposeFile.Load(name), "services", "receiver", "environment"))));

    [Fact]
    public async Task UnknownSetting_WouldBeFound()
    {
        var (exitCode, _, errors) = await ReceiverProcess.RunAsync(["--check-config"], ("Journal__Provder", "Sqlite"));

        Assert.Equal(1, exitCode);
        Assert.Contains("Journal:Provder is not a setting", errors, StringComparison.Ordinal);
    }

    private async Task CheckAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var environment = settings.Select(setting => (setting.Key, ValueOf(setting.Key, setting.Value))).ToArray();

        var (exitCode, output, errors) = await ReceiverProcess.RunAsync(["--check-config"], environment);

        Assert.True(exitCode == 0, output + errors);
    }

    /// <summary>A secret's file as the operator would write it; what the operator has to fill in, filled in.</summary>
    private string ValueOf(string name, string value)
    {
        if (name.EndsWith("_FILE", StringComparison.Ordinal))
        {
            var path = Path.Combine(_folder.FullName, name);
            File.WriteAllText(path, name switch
            {
                "ConnectionStrings__journal_FILE" => "Host=postgres;Username=receiver;Password=p",
                _ when name.StartsWith("Destinations", StringComparison.Ordinal) =>
                    "whsec_" + Convert.ToBase64String(new byte[32]),
                _ => Guid.NewGuid().ToString("N"),
            });
            return path;
        }

        return !value.StartsWith("${", StringComparison.Ordinal) ? value
            : name.EndsWith("Url", StringComparison.Ordinal) || name.EndsWith("Authority", StringComparison.Ordinal)
                ? "https://crm.example.com/events" : "us-east-1";
    }
}
