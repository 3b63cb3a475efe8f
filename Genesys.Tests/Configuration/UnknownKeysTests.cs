using Genesys.Receiver.Configuration;
using Microsoft.Extensions.Configuration;

namespace Genesys.Tests.Configuration;

public class UnknownKeysTests
{
    [Theory]
    [InlineData("Lock:Pinz", "Lock:Pins")]
    [InlineData("Lock:Inner:Sise", "Lock:Inner:Size")]
    [InlineData("Lock:Doors:3:Sise", "Lock:Doors:*:Size")]
    [InlineData("Lock:Keys", "Lock:Keys:*")]
    [InlineData("Locks:Pins", "Lock:Pins")]
    [InlineData("LOCK_OWNR", "LOCK_OWNER")]
    public void Misspelt_IsReportedWithTheNearestName(string key, string nearest)
    {
        var sentence = Assert.Single(Find(key));

        Assert.StartsWith($"{key} is not a setting", sentence, StringComparison.Ordinal);
        Assert.EndsWith($"the nearest one is {nearest}.", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lock:Pins")]
    [InlineData("lock:pins")]
    [InlineData("Lock:Keys:0")]
    [InlineData("Lock:Doors:3:Size")]
    [InlineData("LOCK_OWNER")]
    [InlineData("LOCK_OWNER_FILE")]
    [InlineData("Lock:Keys:0_FILE")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("PATH")]
    [InlineData("ConnectionStrings:other")]
    public void KnownOrForeign_IsNotReported(string key) => Assert.Empty(Find(key));

    [Fact]
    public void Several_AreAllReported() => Assert.Equal(2, Find("Lock:A", "Lock:B").Count);

    private static IReadOnlyList<string> Find(params string[] keys)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(keys.ToDictionary(key => key, _ => (string?)"hunter2"))
            .Build();
        return new UnknownKeys(
            configuration, [new OptionsSection("Lock", typeof(ValidatedOptionsTests.LockOptions))]).Find();
    }
}
