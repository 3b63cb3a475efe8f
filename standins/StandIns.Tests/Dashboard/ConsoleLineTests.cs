using Aspire.Dashboard.Resources;

namespace StandIns.Tests.Dashboard;

public class ConsoleLineTests
{
    [Fact]
    public void TimeOfTheHost_IsTakenOffTheText()
    {
        var line = ConsoleLine.Parse(1, "web", "2026-01-31T10:20:30.1234567Z started 10 workers", isError: false);

        Assert.Equal("started 10 workers", line.Text);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 10, 20, 30, TimeSpan.Zero).AddTicks(1234567), line.Time);
    }

    [Theory]
    [InlineData("plain", "plain:")]
    [InlineData("\u001b[31mred\u001b[0m plain", "red:ansi-red| plain:")]
    [InlineData("\u001b[1;92mok\u001b[22m still", "ok:ansi-bright-green ansi-bold| still:ansi-bright-green")]
    [InlineData("\u001b[41mon\u001b[49m", "on:ansi-on-red")]
    [InlineData("\u001b[38;5;9mnine\u001b[39m", "nine:ansi-bright-red")]
    [InlineData("\u001b[38;2;1;2;3mtrue colour", "true colour:")]
    [InlineData("\u001b[2Kcleared\u0007\u001b", "cleared:")]
    [InlineData("\u001b[", "")]
    [InlineData("<b>&", "<b>&:")]
    public void AnsiStyles_BecomeClassesAndNothingElseOfThemIsLeft(string raw, string expected) =>
        Assert.Equal(expected, string.Join('|', ConsoleLine.Parse(1, "web", raw, isError: false).Spans.Select(span => $"{span.Text}:{span.Style}")));

    [Fact]
    public void EndlessLine_IsCut() => Assert.Equal(ConsoleLine.MaxLength + 1, ConsoleLine.Parse(1, "web", new string('x', 100_000), isError: true).Text.Length);
}
