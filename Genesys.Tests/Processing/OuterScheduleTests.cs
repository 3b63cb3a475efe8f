using Genesys.Receiver.Processing;

namespace Genesys.Tests.Processing;

public class OuterScheduleTests
{
    private static readonly DateTimeOffset First = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 30)]
    [InlineData(3, 120)]
    [InlineData(4, 120)]
    [InlineData(9, 120)]
    public void Rounds_AreTriedAgainAfter(int rounds, int minutes) =>
        Assert.Equal(First.AddMinutes(10 + minutes), OuterSchedule.Next(rounds, First, First.AddMinutes(10), null));

    [Fact]
    public void LongerRetryAfter_Counts_ShorterDoesNot()
    {
        Assert.Equal(First.AddMinutes(20), OuterSchedule.Next(0, First, First, TimeSpan.FromMinutes(20)));
        Assert.Equal(First.AddMinutes(5), OuterSchedule.Next(1, First, First, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void LastRound_IsMadeAtTheEndOfTheDay_AndNoneAfter()
    {
        Assert.Equal(First.AddHours(24), OuterSchedule.Next(12, First, First.AddHours(23), null));
        Assert.Equal(First.AddHours(24), OuterSchedule.Next(0, First, First, TimeSpan.FromDays(3)));
        Assert.Null(OuterSchedule.Next(13, First, First.AddHours(24), null));
    }

    [Fact]
    public void WholeLife_IsSixteenRounds()
    {
        var moments = new List<double>();
        for (DateTimeOffset? now = First; now is { } moment; now = OuterSchedule.Next(moments.Count - 1, First, moment, null))
        {
            moments.Add((moment - First).TotalMinutes);
        }

        Assert.Equal([0, 1, 6, 36, 156, 276, 396, 516, 636, 756, 876, 996, 1116, 1236, 1356, 1440], moments);
    }
}
