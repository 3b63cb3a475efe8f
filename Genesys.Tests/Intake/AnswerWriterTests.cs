using Genesys.Receiver.Intake;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Intake;

public class AnswerWriterTests
{
    [Theory]
    [InlineData("00:00:01", "1")]
    [InlineData("00:00:01.5", "2")]
    [InlineData("00:00:05", "5")]
    [InlineData("01:00:00", "3600")]
    public void RetryAfter_IsInWholeSeconds_AndNeverShorterThanItIsSet(string set, string told) => Assert.Equal(
        told,
        new AnswerWriter(Options.Create(new IntakeOptions
        {
            RetryAfter = TimeSpan.Parse(set, System.Globalization.CultureInfo.InvariantCulture),
        })).RetryAfter);
}
