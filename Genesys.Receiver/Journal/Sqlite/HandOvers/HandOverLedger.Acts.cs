namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <content>What an operator's job does to the hand-overs of a delivery.</content>
internal sealed partial class HandOverLedger
{
    /// <summary>The destination; null when nothing was recorded for it.</summary>
    public Destination? Find(string name) => _destinations!.Find(name);

    /// <summary>Makes the dead letters among a delivery's hand-overs wait again; returns how many.</summary>
    /// <param name="destination">Those of one destination; null for all.</param>
    public int Replay(long delivery, string? destination)
    {
        var found = DeadLettersOf(delivery, destination);
        foreach (var (one, to) in found)
        {
            _rows!.Replay(one.Id, At, IsInOrder(to));
            Count(to, HandOverState.DeadLetter, -1);
            Count(to, HandOverState.Waiting, 1);
        }

        return found.Count;
    }

    /// <summary>
    /// Makes the dead letters among a delivery's hand-overs wait again whose fetch is replayed too. One that lacks the
    /// conversation is ended: it is recorded anew, with the conversation, when the fetch ends.
    /// </summary>
    public void ReplayWithFetch(long delivery)
    {
        foreach (var (one, to) in DeadLettersOf(delivery, null).Where(pair => pair.HandOver.LacksConversation))
        {
            EndUnleased(delivery, one, to, HandOverReasons.Superseded);
        }

        Replay(delivery, null);
    }

    /// <summary>Ends dead letters that failed before a moment, oldest first; returns of which deliveries.</summary>
    public List<long> DiscardBefore(long at, int max, string reason)
    {
        var found = _rows!.DeadBefore(at, max);
        found.ForEach(one => EndUnleased(one.Delivery, one.HandOver, DestinationOf(one.HandOver), reason));
        return [.. found.Select(one => one.Delivery)];
    }

    /// <summary>Ends the dead letters among a delivery's hand-overs; returns how many.</summary>
    public int Discard(long delivery, string? destination, string reason)
    {
        var found = DeadLettersOf(delivery, destination);
        found.ForEach(one => EndUnleased(delivery, one.HandOver, one.Destination, reason));
        return found.Count;
    }

    /// <summary>
    /// Ends everything of a delivery that waits or is a dead letter, leased or not, and removes what it would have
    /// handed over.
    /// </summary>
    public void Erase(long delivery, string reason)
    {
        foreach (var one in _rows!.UnendedOf(delivery))
        {
            var destination = DestinationOf(one);
            EndUnleased(delivery, one, destination, reason);
            destination.ReadAgain();
        }
    }

    private Destination DestinationOf(UnendedHandOver handOver) => DestinationOf(handOver.Destination);

    private Destination DestinationOf(long id) => _destinations!.All.First(one => one.Id == id);

    private List<(UnendedHandOver HandOver, Destination Destination)> DeadLettersOf(
        long delivery, string? destination) =>
    [
        .. from one in _rows!.UnendedOf(delivery)
           where one.State == HandOverState.DeadLetter
           let of = DestinationOf(one)
           where destination is null || of.Name == destination
           select (one, of),
    ];

    private void EndUnleased(long delivery, UnendedHandOver one, Destination destination, string reason) => End(
        one.Id, new HandOverLease(destination.Name, delivery, 0, one.Content), one.State,
        HandOverState.Discarded, reason, null);
}
