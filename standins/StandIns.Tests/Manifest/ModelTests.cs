using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Manifest;

/// <summary>What the resources are annotated with, beside what Aspire annotates for the same program.</summary>
public sealed class ModelTests : IDisposable
{
    private static readonly HashSet<string> Compared =
    [
        nameof(CommandLineArgsCallbackAnnotation), nameof(ContainerImageAnnotation), nameof(ContainerLifetimeAnnotation), nameof(EndpointAnnotation),
        nameof(EndpointReferenceAnnotation), nameof(ExecutableAnnotation), nameof(HealthCheckAnnotation), nameof(ReplicaAnnotation),
        nameof(ResourceRelationshipAnnotation), nameof(ResourceUrlsCallbackAnnotation), nameof(WaitAnnotation),
    ];

    private readonly ExampleProgram example = new();

    public void Dispose() => example.Dispose();

    [Fact]
    public async Task Annotations_AreAspiresForTheSameProgram()
    {
        var expected = await File.ReadAllLinesAsync(
            Path.Combine(AppContext.BaseDirectory, "Manifest", "Data", "model.txt"), TestContext.Current.CancellationToken);

        var model = example.Describe().Resources.SelectMany(resource => resource.Annotations
            .Where(annotation => Compared.Contains(annotation.GetType().Name))
            .Select(annotation => "   " + Describe(annotation))
            .Prepend($"== {resource.Name} : {resource.GetType().FullName}"));

        Assert.Equal(expected, model);
    }

    private static string Describe(IResourceAnnotation annotation) => annotation.GetType().Name + annotation switch
    {
        EndpointAnnotation endpoint => string.Create(
            CultureInfo.InvariantCulture,
            $" {endpoint.Name} scheme={endpoint.UriScheme} port={endpoint.Port} target={endpoint.TargetPort} ext={endpoint.IsExternal} proxied={endpoint.IsProxied} transport={endpoint.Transport}"),
        HealthCheckAnnotation check => $" key={check.Key}",
        ReplicaAnnotation replicas => $" {replicas.Replicas.ToString(CultureInfo.InvariantCulture)}",
        ResourceRelationshipAnnotation relationship => $" {relationship.Type}->{relationship.Resource.Name}",
        WaitAnnotation wait => $" {wait.Resource.Name} {wait.WaitType}",
        _ => "",
    };
}
