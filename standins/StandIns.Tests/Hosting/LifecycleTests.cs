using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Hosting;

public class LifecycleTests
{
    private const string Forever = "exec sleep 600";

    [Fact]
    public async Task Crash_IsShownWithExitCodeAndLastLines_AndDependentsAreTold()
    {
        await using var application = new AnApplication();
        var broken = application.Script("broken", "echo about to fail >&2; sleep 0.3; exit 7");
        var dependent = application.Script("dependent", Forever).WaitForStart(broken);

        await application.StartAsync();
        var exited = await application.InStateAsync("broken", KnownResourceStates.Exited);

        Assert.Equal(7, exited.Snapshot.ExitCode);
        var log = await application.LogAsync(broken.Resource, "exited with code 7");
        Assert.Contains("about to fail", log, StringComparison.Ordinal);
        Assert.Contains("'broken' exited with code 7", await application.LogAsync(dependent.Resource, "exited with code 7"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_EndsTheProcess_StartBeginsAnother()
    {
        await using var application = new AnApplication();
        application.Script("one", Forever);
        await application.StartAsync();
        var first = AnApplication.ProcessId(await application.InStateAsync("one", KnownResourceStates.Running));

        Assert.True((await application.CommandAsync("one", KnownResourceCommands.StopCommand)).Success);
        Assert.False(AnApplication.IsAlive(first));
        Assert.Equal(KnownResourceStates.Finished, application.StateOf("one"));

        Assert.True((await application.CommandAsync("one", KnownResourceCommands.StartCommand)).Success);
        var second = AnApplication.ProcessId(await application.InStateAsync("one", KnownResourceStates.Running));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Restart_RunsTheSameProgramAnew()
    {
        await using var application = new AnApplication();
        application.Script("one", Forever);
        await application.StartAsync();
        var first = AnApplication.ProcessId(await application.InStateAsync("one", KnownResourceStates.Running));

        Assert.True((await application.CommandAsync("one", KnownResourceCommands.RestartCommand)).Success);

        Assert.NotEqual(first, AnApplication.ProcessId(await application.InStateAsync("one", KnownResourceStates.Running)));
    }

    [Fact]
    public async Task ExplicitStart_WaitsForTheCommand()
    {
        await using var application = new AnApplication();
        application.Script("later", Forever).WithExplicitStart();
        application.Script("now", Forever);
        await application.StartAsync();
        await application.InStateAsync("now", KnownResourceStates.Running);

        Assert.Equal(KnownResourceStates.NotStarted, application.StateOf("later"));
        await application.CommandAsync("later", KnownResourceCommands.StartCommand);
        await application.InStateAsync("later", KnownResourceStates.Running);
    }

    [Fact]
    public async Task OwnCommand_IsExecuted_AndItsFailureIsTold()
    {
        await using var application = new AnApplication();
        application.Script("one", Forever).WithCommand("refuse", "Refuse", _ => Task.FromResult(CommandResults.Failure("not today")));
        await application.StartAsync();
        await application.InStateAsync("one", KnownResourceStates.Running);

        var result = await application.CommandAsync("one", "refuse");

        Assert.False(result.Success);
        Assert.Equal("not today", result.ErrorMessage);
    }

    [Fact]
    public async Task ProgramThatDoesNotExist_FailsToStartWithASentence()
    {
        await using var application = new AnApplication();
        var missing = application.Builder.AddExecutable("missing", "no-such-program", ".");

        await application.StartAsync();
        await application.InStateAsync("missing", KnownResourceStates.FailedToStart);

        Assert.Contains("The program 'no-such-program' was not found", await application.LogAsync(missing.Resource, "was not found"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_IsRuntimeUnhealthyWithASentence()
    {
        await using var application = new AnApplication();
        var container = application.Builder.AddContainer("localstack", "localstack/localstack", "4.14.0");
        application.Script("other", Forever);

        await application.StartAsync();
        await application.InStateAsync("localstack", KnownResourceStates.RuntimeUnhealthy);
        await application.InStateAsync("other", KnownResourceStates.Running);

        Assert.Contains("StandIns=false", await application.LogAsync(container.Resource, "StandIns=false"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameter_WithoutValueIsMissing_SecretOneIsSensitive()
    {
        await using var application = new AnApplication();
        application.Builder.AddParameter("absent");
        application.Builder.AddParameter("password", "hunter2", secret: true);

        await application.StartAsync();
        await application.InStateAsync("absent", KnownResourceStates.ValueMissing);
        var password = await application.InStateAsync("password", KnownResourceStates.Running);

        Assert.True(password.Snapshot.Properties.Single(property => property.Name == "Value").IsSensitive);
    }

    [Fact]
    public async Task Dispose_EndsEveryProcess_AlsoOneThatDoesNotWantToAndWhatItStarted()
    {
        int stubborn, ordinary;
        string grandchild;
        await using (var application = new AnApplication())
        {
            var script = application.Script("stubborn", "trap '' TERM; sleep 600 & echo child $!; while :; do sleep 600; done");
            application.Script("ordinary", Forever);
            await application.StartAsync();
            stubborn = AnApplication.ProcessId(await application.InStateAsync("stubborn", KnownResourceStates.Running));
            ordinary = AnApplication.ProcessId(await application.InStateAsync("ordinary", KnownResourceStates.Running));
            grandchild = (await application.LogAsync(script.Resource, "child ")).Split("child ")[1].Trim();
        }

        Assert.False(AnApplication.IsAlive(stubborn));
        Assert.False(AnApplication.IsAlive(ordinary));
        Assert.False(AnApplication.IsAlive(int.Parse(grandchild, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task TwoApplications_RunSideBySide()
    {
        await using var one = new AnApplication();
        await using var two = new AnApplication();
        one.Script("same", Forever).WithHttpEndpoint(port: 8000, env: "PORT");
        two.Script("same", Forever).WithHttpEndpoint(port: 8000, env: "PORT");

        await one.StartAsync();
        await two.StartAsync();

        await one.InStateAsync("same", KnownResourceStates.Running);
        await two.InStateAsync("same", KnownResourceStates.Running);
    }
}
