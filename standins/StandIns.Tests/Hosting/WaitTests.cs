using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StandIns.Tests.Hosting;

public class WaitTests
{
    private const string Forever = "exec sleep 600";

    [Fact]
    public async Task WaitFor_HoldsAResourceBackUntilTheOtherIsHealthy()
    {
        await using var application = new AnApplication();
        var healthy = false;
        application.Builder.Services.AddHealthChecks().AddCheck("switch", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
        var first = application.Script("first", Forever).WithHealthCheck("switch");
        application.Script("second", Forever).WaitFor(first);

        await application.StartAsync();
        await application.InStateAsync("first", KnownResourceStates.Running);
        await application.InStateAsync("second", KnownResourceStates.Waiting);
        Assert.Equal(KnownResourceStates.Waiting, application.StateOf("second"));

        healthy = true;
        await application.InStateAsync("second", KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForStart_AsksForNoHealth()
    {
        await using var application = new AnApplication();
        application.Builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy());
        var first = application.Script("first", Forever).WithHealthCheck("never");
        application.Script("second", Forever).WaitForStart(first);

        await application.StartAsync();

        await application.InStateAsync("second", KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForCompletion_LetsGoWhenTheOtherEndedAsAsked()
    {
        await using var application = new AnApplication();
        var seed = application.Script("seed", "exit 3");
        application.Script("after", Forever).WaitForCompletion(seed, exitCode: 3);

        await application.StartAsync();

        await application.InStateAsync("after", KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForCompletion_FailsWhenTheOtherEndedOtherwise()
    {
        await using var application = new AnApplication();
        var seed = application.Script("seed", "exit 3");
        var after = application.Script("after", Forever).WaitForCompletion(seed);

        await application.StartAsync();
        await application.InStateAsync("after", KnownResourceStates.FailedToStart);

        Assert.Contains("'seed' ended in state 'Exited' with exit code 3 where 0 was waited for", await application.LogAsync(after.Resource, "exit code 3"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResourceReady_IsPublishedBeforeWhoWaitsStarts()
    {
        await using var application = new AnApplication();
        var first = application.Script("first", Forever);
        application.Script("second", Forever).WaitFor(first);
        var stateOfSecond = "";
        application.Builder.Eventing.Subscribe<ResourceReadyEvent>(first.Resource, (_, _) =>
        {
            stateOfSecond = application.StateOf("second")!;
            return Task.CompletedTask;
        });

        await application.StartAsync();
        await application.InStateAsync("second", KnownResourceStates.Running);

        Assert.NotEqual(KnownResourceStates.Running, stateOfSecond);
        Assert.NotEmpty(stateOfSecond);
    }
}
