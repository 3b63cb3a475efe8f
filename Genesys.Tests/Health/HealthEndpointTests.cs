namespace Genesys.Tests.Health;

/// <summary>Who is told what is wrong.</summary>
public class HealthEndpointTests
{
    private const string Key = "an-operators-long-key";

    [Theory]
    [InlineData("ApiKey", Key, Key, true)]
    [InlineData("ApiKey", Key, "another-long-enough-key", false)]
    [InlineData("ApiKey", Key, null, false)]
    [InlineData("ApiKey", null, null, false)]
    [InlineData("None", Key, null, false)]
    [InlineData("None", null, null, true)]
    public async Task Details_AreForOperators(string mode, string? configured, string? shown, bool told)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Intake:Auth:Mode"] = mode,
            ["Intake:Auth:ApiKeys:0"] = "a-senders-long-key",
        };
        if (configured is not null)
        {
            settings["Admin:ApiKeys:0"] = configured;
        }

        using var receiver = ReceiverApp.Start(settings);

        var checks = (await receiver.HealthAsync(shown)).GetProperty("checks");

        Assert.All(checks.EnumerateObject(), check => Assert.NotNull(check.Value.GetProperty("status").GetString()));
        Assert.Equal(told, checks.GetProperty("journal").TryGetProperty("description", out _));
    }

    [Fact]
    public async Task JournalThatIsFull_IsDegraded_AndNamesTheBound()
    {
        using var receiver = ReceiverApp.Start(new() { ["Journal:MaxOpenDeliveries"] = "1" });
        using var taken = await receiver.SendAsync(new AnEvent().ToString(), Cancel);

        var journal = (await receiver.HealthAsync()).GetProperty("checks").GetProperty("journal");

        Assert.Equal("Degraded", journal.GetProperty("status").GetString());
        Assert.Contains(
            "Journal:MaxOpenDeliveries", journal.GetProperty("description").GetString(), StringComparison.Ordinal);
    }
}
