using Genesys.Tests.Configuration;

namespace Genesys.Tests.Journal;

/// <summary>What one setting of the journal asks of another.</summary>
public class JournalOptionsTests
{
    [Theory]
    [InlineData("2.00:00:00", "2.00:00:00", true)]
    [InlineData("2.00:00:00", "7.00:00:00", false)]
    [InlineData("01:00:00", "01:00:01", false)]
    [InlineData("7.00:00:00", "7.00:00:00", true)]
    public void PayloadIsKept_NoLongerThanItsDelivery(string retention, string payloads, bool isTaken)
    {
        var refused = RefusedSettings.Of(("Journal:Retention", retention), ("Journal:PayloadRetention", payloads));

        if (isTaken)
        {
            Assert.Empty(refused);
            return;
        }

        var failure = Assert.Single(refused);
        Assert.Contains("Journal:PayloadRetention", failure, StringComparison.Ordinal);
        Assert.Contains("Journal:Retention", failure, StringComparison.Ordinal);
    }
}
