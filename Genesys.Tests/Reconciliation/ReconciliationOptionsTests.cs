using Genesys.Tests.Configuration;

namespace Genesys.Tests.Reconciliation;

/// <summary>Settings with which no window could ever be compared.</summary>
public class ReconciliationOptionsTests
{
    [Theory]
    [InlineData("02:00:00", "true", false)]
    [InlineData("01:00:00", "true", false)]
    [InlineData("02:00:00", "false", true)]
    [InlineData("02:00:01", "true", true)]
    public void WindowThatIsForgottenBeforeItIsDue_IsRefused(string retention, string isEnabled, bool isTaken)
    {
        var refused = RefusedSettings.Of(
            ("Journal:Retention", retention), ("Reconciliation:Enabled", isEnabled),
            ("Reconciliation:Interval", "01:00:00"), ("Reconciliation:Delay", "01:00:00"));

        if (isTaken)
        {
            Assert.Empty(refused);
            return;
        }

        var failure = Assert.Single(refused);
        Assert.All(
            ["Journal:Retention", "Reconciliation:Interval", "Reconciliation:Delay"],
            key => Assert.Contains(key, failure, StringComparison.Ordinal));
    }

    [Fact]
    public void SettingOfTheJournalThatIsWrong_IsSaidOnce() => Assert.Contains(
        "Journal:Retention",
        Assert.Single(RefusedSettings.Of(("Journal:Retention", "00:00:01"), ("Reconciliation:Enabled", "true"))),
        StringComparison.Ordinal);
}
