using Genesys.Receiver.Journal.Sqlite;

namespace Genesys.Tests.Journal;

public class RecentRestsTests
{
    [Fact]
    public void What_came_before_the_end_of_a_rest_has_rested_and_what_came_later_has_not()
    {
        var rests = new RecentRests();
        rests.Ended(1, 100);

        Assert.True(rests.HasRested(1, 99));
        Assert.False(rests.HasRested(1, 100));
        Assert.False(rests.HasRested(2, 99));
    }

    [Fact]
    public void The_latest_twenty_thousand_are_kept_and_not_many_more()
    {
        var rests = new RecentRests();
        for (var conversation = 1; conversation <= 50_000; conversation++)
        {
            rests.Ended(conversation, 100);
        }

        Assert.True(rests.HasRested(50_000, 0));
        Assert.True(rests.HasRested(30_001, 0));
        Assert.False(rests.HasRested(20_000, 0));
    }
}
