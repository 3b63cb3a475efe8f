using Genesys.Receiver.Processing;

namespace Genesys.Tests.Processing;

public class DelayedRetryScheduleTests
{
    private static readonly DateTimeOffset First = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 30)]
    [InlineData(3, 120)]
    [InlineData(4, 120)]
    [InlineData(9, 120)]
    public void FailedAttempt_IsTriedAgainAfter(int attempts, int minutes) =>
        Assert.Equal(
            First.AddMinutes(10 + minutes), DelayedRetrySchedule.Next(attempts, First, First.AddMinutes(10), null));

    [Fact]
    public void LongerRetryAfter_Counts_ShorterDoesNot()
    {
        Assert.Equal(First.AddMinutes(20), DelayedRetrySchedule.Next(0, First, First, TimeSpan.FromMinutes(20)));
        Assert.Equal(First.AddMinutes(5), DelayedRetrySchedule.Next(1, First, First, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void LastAttempt_IsMadeAtTheEndOfTheDay_AndNoneAfter()
    {
        Assert.Equal(First.AddHours(24), DelayedRetrySchedule.Next(12, First, First.AddHours(23), null));
        Assert.Null(DelayedRetrySchedule.Next(13, First, First.AddHours(24), null));
    }

    [Fact]
    public void ClockADayAhead_EndsNoDeliveryThatWasHardlyTried()
    {
        var ahead = First.AddDays(1).AddMinutes(1);

        Assert.Equal(ahead.AddMinutes(5), DelayedRetrySchedule.Next(1, First, ahead, null));
        Assert.Null(DelayedRetrySchedule.Next(11, First, ahead, null));
    }

    [Fact]
    public void WholeLife_IsSixteenAttempts()
    {
        var moments = new List<double>();
        for (DateTimeOffset? now = First; now is { } moment; now = DelayedRetrySchedule.Next(
            moments.Count - 1, First, moment, null))
        {
            moments.Add((moment - First).TotalMinutes);
        }

        Assert.Equal([0, 1, 6, 36, 156, 276, 396, 516, 636, 756, 876, 996, 1116, 1236, 1356, 1440], moments);
    }
}
