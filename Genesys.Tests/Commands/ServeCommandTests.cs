using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Genesys.Drills.Processes;
using Genesys.Receiver;
using Genesys.Receiver.Commands;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Tests.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.Commands;

/// <summary>How the service ends, and what it says of it.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private const int Corrupt = 11;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serve-");

    private string Journal => Path.Combine(_folder.FullName, "journal.db");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        // What ends with a corrupt journal sets it, and this process goes on.
        Environment.ExitCode = 0;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JournalFoundCorrupt_EndsWithOne_AndASentence(bool whileItStarts)
    {
        var (exitCode, errors) = await RunAsync((services, token) => FindCorruptAsync(services), whileItStarts);

        Assert.Equal(1, exitCode);
        Assert.Contains("journal recover", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToldToEnd_EndsWithZero(bool whileItStarts)
    {
        var (exitCode, errors) = await RunAsync(
            (services, _) =>
            {
                services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
                return Task.CompletedTask;
            },
            whileItStarts);

        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task PartThatFails_EndsWithOne()
    {
        var (exitCode, errors) = await RunAsync(
            (_, _) => throw new InvalidOperationException("A bug."), whileItStarts: false);

        Assert.Equal(1, exitCode);
        Assert.Contains("A part of the service failed", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JournalThatIsAFolder_IsASentence() =>
        await IsOneSentenceAsync(("ConnectionStrings__journal", _folder.FullName), "no regular file");

    [Fact]
    public async Task JournalThatIsCorrupt_IsASentence()
    {
        await File.WriteAllBytesAsync(Journal, [.. Enumerable.Repeat((byte)'x', 8192)], Cancel);

        await IsOneSentenceAsync(("ConnectionStrings__journal", Journal), "journal recover");
    }

    [Fact]
    public async Task PortInUse_IsASentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await IsOneSentenceAsync(
            ("ASPNETCORE_URLS", $"http://{other.LocalEndpoint}"), "Set ASPNETCORE_URLS to an address that is free.");
    }

    // A block for documentation: RFC 5737.
    [Fact]
    public async Task AddressOfAnotherMachine_IsASentence() =>
        await IsOneSentenceAsync(("ASPNETCORE_URLS", "http://192.0.2.1:8099"), "it must be this machine's");

    [Fact]
    public async Task DatabaseThatCannotBeReached_IsASentenceInTheLog_WithoutStacks()
    {
        var nowhere = new Uri(ReceiverApp.Nowhere);
        var program = RunningProcess.Command("Genesys.Receiver");
        using var process = RunningProcess.Start(
            program[0],
            program.Skip(1),
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Intake__Auth__Mode"] = "None",
                ["Journal__Provider"] = "Postgres",
                ["ConnectionStrings__journal"] = string.Create(
                    CultureInfo.InvariantCulture, $"Host={nowhere.Host};Port={nowhere.Port};Username=a;Password=b"),
            });
        await Eventually.IsTrue(
            () => process.Output.Contains("can't be listened to", StringComparison.Ordinal)
                && process.Output.Contains("Now listening", StringComparison.Ordinal),
            "it runs", told: () => process.LastLines);

        await process.StopAsync(Cancel);

        Assert.Contains("can't be reached: check that it runs", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    private async Task IsOneSentenceAsync((string Name, string Value) setting, string sentence)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Intake__Auth__Mode"] = "None",
            ["ConnectionStrings__journal"] = Journal,
            [setting.Name] = setting.Value,
        };

        var (exitCode, output, errors) = await ReceiverProcess.RunAsync(
            [], [.. settings.Select(pair => (pair.Key, pair.Value))]);

        Assert.True(exitCode == 1, output + errors);
        Assert.Contains(sentence, Assert.Single(Lines(errors)), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Hosting failed", output, StringComparison.Ordinal);
    }

    private static async Task FindCorruptAsync(IServiceProvider services)
    {
        var journal = (SqliteJournal)services.GetRequiredService<IJournalStore>();
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.Writer.RunAsync<bool>(
            () => throw new SqliteFailureException(Corrupt, "database disk image is malformed"), () => true,
            CancellationToken.None));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the service in this process until something in it has brought about its end.</summary>
    private async Task<(int ExitCode, string Errors)> RunAsync(
        Func<IServiceProvider, CancellationToken, Task> act, bool whileItStarts)
    {
        using var errors = new StringWriter();
        var host = new ReceiverHost(
            builder =>
            {
                builder.AddReceiver();
                builder.Logging.ClearProviders();
                if (whileItStarts)
                {
                    builder.Services.AddHostedService(services => new AtStart(token => act(services, token)));
                }
                else
                {
                    builder.Services.AddHostedService(services => new WhileItRuns(
                        services.GetRequiredService<IHostApplicationLifetime>(), token => act(services, token)));
                }
            },
            app => app.UseReceiver());
        var exitCode = await Task.Run(
            () => CommandLine.Run(
                [
                    "--urls", "http://127.0.0.1:0", "--Intake:Auth:Mode=None",
                    $"--ConnectionStrings:journal={Journal}",
                ],
                host,
                new CommandStreams(Stream.Null, TextWriter.Null, errors)),
            Cancel);
        return (exitCode, errors.ToString());
    }

    private sealed class AtStart(Func<CancellationToken, Task> act) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await act(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class WhileItRuns(IHostApplicationLifetime lifetime, Func<CancellationToken, Task> act)
        : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            await act(stoppingToken);
        }
    }
}
