using Genesys.Receiver.GenesysCloud;

namespace Genesys.Tests.GenesysCloud;

public class RateLimitReadingTests
{
    [Theory]
    [InlineData("7", "300", "42", true)]
    [InlineData("0", "1", "3600", true)]
    [InlineData("7", "300", "3601", false)]
    [InlineData("7", "0", "42", false)]
    [InlineData("-1", "300", "42", false)]
    [InlineData("7", "300", "soon", false)]
    [InlineData("7", "300", null, false)]
    public void Headers_AreAReading_WhenAllThreeMakeSense(string count, string allowed, string? reset, bool isOne)
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.TryAddWithoutValidation("inin-ratelimit-count", count);
        answer.Headers.TryAddWithoutValidation("inin-ratelimit-allowed", allowed);
        if (reset is not null)
        {
            answer.Headers.TryAddWithoutValidation("inin-ratelimit-reset", reset);
        }

        Assert.Equal(isOne, RateLimitReading.Read(answer.Headers) is not null);
    }
}
