using Genesys.Receiver.Journal;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Journal;

public class StoreProblemTests
{
    [Fact]
    public void A_problem_that_lasts_is_logged_at_its_beginning_and_every_five_minutes()
    {
        var (time, log) = (new FakeTimeProvider(), new FakeLogger());
        var problem = new StoreProblem("journal.db", time, log);
        for (var second = 0; second < 601; second++)
        {
            problem.Report("It is in use by another receiver.");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, log.Collector.Count);
        Assert.All(log.Collector.GetSnapshot(), line => Assert.Null(line.Exception));
        problem.Clear();
        Assert.Contains("again", log.LatestRecord.Message, StringComparison.Ordinal);
    }
}
