using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.AppHost;

/// <summary>Every command of the dashboard, as the dashboard executes it, on the running stack.</summary>
[Collection(StackCollection.Name)]
public class CommandTests(StackFixture stack)
{
    private static readonly (string Resource, string Command, (string Name, string Value)[] Inputs)[] All =
    [
        ("receiver", "counts", []),
        ("receiver", "replay-dead-letters", []),
        ("cloudwatch", "throttle", [("seconds", "1")]),
        ("cloudwatch", "heal", []),
        ("mockgenesys", "send-event", [("event", """{"id":"by-hand"}""")]),
        ("mockgenesys", "send-malformed", [("kind", "flat/time-missing")]),
        ("mockgenesys", "set-rate", [("rate", "2")]),
        ("mockgenesys", "outage", [("seconds", "1")]),
        ("mockgenesys", "storm", [("seconds", "1")]),
        ("mockgenesys", "revoke-tokens", []),
        ("mockgenesys", "clear-faults", []),
        ("mockgenesys", "prove", []),
    ];

    public static TheoryData<string, string> Names => [.. All.Select(command => (command.Resource, command.Command))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Command_Succeeds(string resource, string command)
    {
        var inputs = All.Single(one => (one.Resource, one.Command) == (resource, command)).Inputs;

        var result = await ExecuteAsync(resource, command, inputs);

        Assert.True(result.Success, result.Message);
    }

    [Fact]
    public void EveryCommandOfOurs_IsExecutedHere()
    {
        var model = stack.App.Services.GetRequiredService<DistributedApplicationModel>();
        var standard = new[]
        {
            KnownResourceCommands.StartCommand, KnownResourceCommands.StopCommand,
            KnownResourceCommands.RestartCommand, "rebuild",
        };
        var ours = model.Resources
            .SelectMany(
                resource => resource.Annotations.OfType<ResourceCommandAnnotation>()
                    .Select(command => (resource.Name, Command: command.Name)))
            .Where(command => All.Any(one => one.Resource == command.Name) && !standard.Contains(command.Command));

        Assert.Equal(All.Select(command => (command.Resource, command.Command)).Order(), ours.Order());
    }

    [Fact]
    public async Task AnEventThatIsSent_ComesBackWithTheReceiversAnswer()
    {
        var result = await ExecuteAsync("mockgenesys", "send-malformed", [("kind", "flat/time-missing")]);

        Assert.Equal("The receiver answered 400.", result.Message);
        Assert.Contains("\"path\":\"/time\"", result.Data?.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheMockRefuses_IsSaidInItsOwnSentence()
    {
        var result = await ExecuteAsync("mockgenesys", "set-rate", [("rate", "-1")]);

        Assert.False(result.Success);
        Assert.Contains("rate", result.Message, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(
        string resource, string command, (string Name, string Value)[] inputs)
    {
        var arguments = new InteractionInputCollection(
            [
                .. inputs.Select(
                    input =>
                        new InteractionInput { Name = input.Name, InputType = InputType.Text, Value = input.Value })]);
        return await stack.App.Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(resource, command, arguments, Cancel);
    }
}
