using System.Net;
using System.Net.Sockets;
using Genesys.Drills.Processes;
using Genesys.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.ServiceDefaults;

/// <summary>A program that can't start says in one sentence why, and what to set.</summary>
public class StartFailureTests
{
    [Theory]
    [InlineData("Genesys.Console")]
    [InlineData("Genesys.MockCloudWatch")]
    [InlineData("Genesys.MockGenesys")]
    public async Task AddressThatIsTaken_IsASentence(string program)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await IsOneSentenceAsync(
            program, "ASPNETCORE_URLS", $"http://{other.LocalEndpoint}",
            "Set ASPNETCORE_URLS to an address that is free.");
    }

    [Theory]
    [InlineData("Genesys.MockGenesys", "Mock__SlowShare", "much", "Mock:SlowShare can't be read as Double.")]
    [InlineData("Genesys.MockGenesys", "Mock__SlowShare", "7", "must be between 0 and 1")]
    [InlineData("Genesys.MockCloudWatch", "Mock__MaxBytes", "much", "Mock:MaxBytes can't be read as")]
    public async Task SettingThatCantBeUsed_IsASentence(
        string program, string setting, string value, string sentence) =>
        await IsOneSentenceAsync(program, setting, value, sentence);

    [Fact]
    public void SettingsOfTwoClassesThatCantBeUsed_AreASentenceEach() => Assert.Equal(
        $"One.{Environment.NewLine}Two.",
        StartFailure.Describe(new AggregateException(
            new OptionsValidationException("", typeof(object), ["One."]),
            new OptionsValidationException("", typeof(object), ["Two."]))));

    private static async Task IsOneSentenceAsync(string program, string setting, string value, string sentence)
    {
        var command = RunningProcess.Command(program);
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Console__Receiver"] = ReceiverApp.Nowhere,
            [setting] = value,
        };

        var (exitCode, output, errors) = await RunningProcess.RunAsync(
            command[0], command.Skip(1), settings, cancellationToken: Cancel);

        Assert.True(exitCode == 1, output + errors);
        Assert.Contains(
            sentence, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("Hosting failed", output, StringComparison.Ordinal);
    }
}
