using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Genesys.Tests.AppHost;

/// <summary>What the AppHost describes for a choice, without starting it.</summary>
public class StackModelTests
{
    [Fact]
    public async Task ARegion_IsAnExternalService_AndNothingIsMocked()
    {
        await using var builder = await DescribeAsync("--Genesys:Region=EU-WEST-1");

        Assert.Equal(
            new Uri("https://api.mypurecloud.ie/"),
            Assert.Single(builder.Resources.OfType<ExternalServiceResource>()).Uri);
        Assert.DoesNotContain(builder.Resources, resource => resource.Name == "mockgenesys");
        var environment = await EnvironmentAsync(Receiver(builder));
        Assert.Equal("eu-west-1", environment["Genesys__Region"]);
        Assert.DoesNotContain("GENESYS_API_BASE", environment.Keys);
    }

    [Fact]
    public async Task ARegionsClient_IsAskedFor_WhenNobodyHasSetIt()
    {
        await using var builder = await DescribeAsync("--Genesys:Region=eu-west-1");
        var secret = builder.Resources.OfType<ParameterResource>()
            .Single(parameter => parameter.Name == "genesys-client-secret");

        Assert.True(secret.Secret);
        Assert.Contains("OAuth client", secret.Description, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MissingParameterValueException>(async () => await secret.GetValueAsync(Cancel));
    }

    [Fact]
    public async Task LocalStack_IsWaitedForByNobody()
    {
        await using var builder = await DescribeAsync(
            "--CloudWatch:Provider=LocalStack", "--CloudWatch:LocalStack:Image=emulator",
            "--CloudWatch:LocalStack:Registry=registry.example", "--CloudWatch:LocalStack:Tag=7");
        var container = Assert.Single(builder.Resources.OfType<ContainerResource>());
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Single();

        Assert.Equal(("registry.example", "emulator", "7"), (image.Registry, image.Image, image.Tag));
        Assert.DoesNotContain(
            builder.Resources.SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>()),
            wait => wait.Resource == container);
    }

    [Fact]
    public async Task PostgresServer_IsAContainer_UnlessTheMachinesOwnIsChosen()
    {
        await using var builder = await DescribeAsync("--Journal:Provider=Postgres", "--replicas=2");

        Assert.Single(builder.Resources.OfType<PostgresServerResource>());
        Assert.Equal("journal", Assert.Single(builder.Resources.OfType<PostgresDatabaseResource>()).DatabaseName);
    }

    [Fact]
    public async Task EveryProject_HasAnIconAndBothProbes_AndEndsWithoutSendingTelemetryAgain()
    {
        await using var builder = await DescribeAsync();
        var projects = builder.Resources.OfType<ProjectResource>().ToList();

        Assert.Equal(["cloudwatch", "receiver", "console", "mockgenesys"], projects.Select(project => project.Name));
        foreach (var project in projects)
        {
            Assert.Single(project.Annotations.OfType<ResourceIconAnnotation>());
            Assert.Equal(2, project.Annotations.OfType<HealthCheckAnnotation>().Count());
            Assert.Equal("", (await EnvironmentAsync(project))["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"]);
        }
    }

    private static Task<IDistributedApplicationTestingBuilder> DescribeAsync(params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.Genesys_AppHost>(args, Cancel);

    private static ProjectResource Receiver(IDistributedApplicationTestingBuilder builder) =>
        builder.Resources.OfType<ProjectResource>().Single(project => project.Name == "receiver");

    /// <summary>The values that the AppHost sets itself, as they are before anything runs.</summary>
    private static async Task<Dictionary<string, object>> EnvironmentAsync(ProjectResource resource)
    {
        var context = new EnvironmentCallbackContext(
            new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run), resource);
        foreach (var one in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            try
            {
                await one.Callback(context);
            }
            catch (InvalidOperationException)
            {
                // One of Aspire's own, which needs the running application.
            }
        }

        return context.EnvironmentVariables;
    }
}
