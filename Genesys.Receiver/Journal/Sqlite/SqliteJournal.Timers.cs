namespace Genesys.Receiver.Journal.Sqlite;

/// <content>What is done when its time has come.</content>
internal sealed partial class SqliteJournal
{
    private void MakeWaitingDue()
    {
        List<(long, long)> madeDue = [];
        Post(_timer, () => madeDue = _deliveries.MakeWaitingDue(1_000), () => _deliveries.MadeDue(madeDue));

        // Behind all that is written with it: what held its lease as it ended a delivery must find it at the commit.
        Post(_timer, null, _deliveries.Expire);
    }

    private void TickHandOvers() => Post(_handOverTimer, null, _dueHandOvers.Tick);

    // Nobody waits for it: if it fails, nothing but its timer brings what is due to whoever waits for that.
    private void Post(EarliestTimer timer, Action? write, Action committed)
    {
        if (!Writer.TryPost(new SqliteTask<bool>(write, Returning(committed), TryAgain)))
        {
            TryAgain();
        }

        void TryAgain() => timer.SetFor(_clock.After(TimeSpan.FromSeconds(1)));
    }
}
