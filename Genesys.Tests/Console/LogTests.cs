using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Genesys.Tests.Console;

/// <summary>What the console's log says while the receiver is away.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task PagesThatTheReceiverDoesNotAnswer_AreSaidInOneLine_WithoutAStack()
    {
        var log = new FakeLogCollector();
        await using var console = await ARunningConsole.StartAsync(
            new Uri(ReceiverApp.Nowhere),
            services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log)));
        using var browser = await console.OpenAsync();

        foreach (var path in new[] { "/", "/failures", "/jobs" })
        {
            using var page = await browser.GetAsync(path, Cancel);
        }

        var said = log.GetSnapshot().Where(one => one.Level >= LogLevel.Warning).ToList();
        Assert.DoesNotContain(said, one => one.Exception is not null);
        Assert.Single(said, one => one.Message.StartsWith("Pages say", StringComparison.Ordinal)
            && one.Message.EndsWith("The receiver can't be reached.", StringComparison.Ordinal));
        Assert.DoesNotContain(said, one => one.Category!.StartsWith("Polly", StringComparison.Ordinal));
    }
}
