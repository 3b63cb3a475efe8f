using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite;

/// <content>What an operator's job does to a delivery.</content>
internal sealed partial class DeliveryLedger
{
    /// <summary>
    /// Puts a dead letter and dead letters among its hand-overs, or a finished delivery whose payload is kept, back
    /// under its key. Null when there is none, or it names nothing to fetch.
    /// </summary>
    /// <param name="key">The delivery.</param>
    /// <param name="destination">Only the dead letters of hand-overs to it; null for all.</param>
    public Acted? Replay(long key, string? destination)
    {
        if (destination is not null)
        {
            return handOvers.Replay(key, destination) > 0 ? OnHandOvers(key) : null;
        }

        handOvers.MakeRows(key);
        var dead = _rows!.TakeDeadLetter(key);
        if (dead is null && handOvers.Replay(key, null) > 0)
        {
            return OnHandOvers(key);
        }

        var taken = dead
            ?? (_rows.ReadEnded(key) is { } ended && DeliveryCodec.Read(ended).NeedsProcessing
                ? _rows.TakeFinishedWithPayload(key) : null);
        if (taken is not (var record, var history))
        {
            return null;
        }

        var delivery = DeliveryCodec.Read(record);
        var conversation = DedupeKey.OfConversation(delivery.Delivery.Account, delivery.Delivery.ConversationId);
        _rows.InsertAgain(key, delivery.ReceivedAt.ToUnixTimeMilliseconds(), conversation, record, history);
        handOvers.ReplayWithFetch(key);
        var eventKey = DedupeKey.Of(delivery.Delivery);
        if (_known!.Find(eventKey, KnownSince) is null)
        {
            _known.AddReplayed(eventKey, key, clock.Now);
        }

        return new Acted(
            key, dead is null ? DeliveryState.Finished : DeliveryState.DeadLetter, record.Length, conversation);
    }

    public void WasReplayed(Acted replayed)
    {
        changed.Add(replayed.Key);
        handOvers.Arrived();
        if (replayed.IsHandOver)
        {
            return;
        }

        if (replayed.From == DeliveryState.DeadLetter)
        {
            DeadLetterRemoved(replayed.Bytes);
        }

        _totals.Added(replayed.Bytes);
        _due.AddAgain(replayed.Key, replayed.Conversation);
    }

    /// <summary>
    /// Ends a dead letter, and dead letters among its hand-overs, with a reason; null when there is none.
    /// </summary>
    /// <param name="key">The delivery.</param>
    /// <param name="destination">Only the dead letters of hand-overs to it; null for all.</param>
    public Acted? Discard(long key, string? destination, string reason)
    {
        var ended = handOvers.Discard(key, destination, reason);
        return (destination is null ? DiscardFetch(key, reason) : null) ?? (ended > 0 ? OnHandOvers(key) : null);
    }

    /// <summary>
    /// Ends a dead letter with a reason, without its payload; its hand-overs stay what they are. Null when there is
    /// none.
    /// </summary>
    public Acted? DiscardFetch(long key, string reason)
    {
        if (_rows!.TakeDeadLetter(key) is not (var record, var history))
        {
            return null;
        }

        _rows.InsertFinished(key, EndedAt, reason, history, record);
        return new Acted(key, DeliveryState.DeadLetter, record.Length, 0);
    }

    /// <summary>
    /// Takes payload and conversation from a delivery, whatever its state; null when there is none, or nothing to take.
    /// </summary>
    public Acted? Erase(long key)
    {
        handOvers.MakeRows(key);
        handOvers.Erase(key, EndReasons.Erased);
        DuplicateRows.Remove(_file!, key);
        if (_rows!.TakeOpen(key) is (var open, var openHistory))
        {
            _revoked.Add(key);
            _rows.InsertFinished(key, EndedAt, EndReasons.Erased, openHistory, WithoutConversation(key, open));
            return new Acted(key, DeliveryState.Open, open.Length, 0);
        }

        if (_rows.TakeDeadLetter(key) is (var dead, var deadHistory))
        {
            _rows.InsertFinished(key, EndedAt, EndReasons.Erased, deadHistory, WithoutConversation(key, dead));
            return new Acted(key, DeliveryState.DeadLetter, dead.Length, 0);
        }

        if (_rows.ReadEnded(key) is not { } ended)
        {
            return null;
        }

        _rows.ReplaceEnded(key, WithoutConversation(key, ended));
        return new Acted(key, DeliveryState.Finished, 0, 0);
    }

    /// <summary>Takes up a delivery that was discarded or erased.</summary>
    public void WasEnded(Acted ended)
    {
        if (ended.From == DeliveryState.DeadLetter)
        {
            DeadLetterRemoved(ended.Bytes);
        }
        else if (ended.From == DeliveryState.Open)
        {
            _totals.Removed();
            _totals.Freed(ended.Bytes);
            _due.Revoke(ended.Key);
        }

        changed.Add(ended.Key);
    }

    /// <summary>Dead letters that failed before a moment, oldest first.</summary>
    public List<long> DeadLettersBefore(long at, int max)
    {
        using var rows = new SqliteStatement(
            _file!.Handle, "SELECT id FROM dead_letters WHERE at < ?1 ORDER BY at LIMIT ?2");
        return rows.Bind(1, at).Bind(2, max).ReadAll(row => row.Int64(0));
    }

    public static Acted OnHandOvers(long key) => new(key, DeliveryState.Finished, 0, 0, IsHandOver: true);

    private void DeadLetterRemoved(int bytes)
    {
        DeadLetters--;
        _totals.Freed(bytes);
    }

    private byte[] WithoutConversation(long key, byte[] record)
    {
        var whole = DeliveryCodec.Read(record);
        if (whole.Delivery.ConversationId is { Value: var conversation })
        {
            using var note = new SqliteStatement(
                _file!.Handle, "INSERT INTO erased (at, key, conversation) VALUES (?1, ?2, ?3)");
            note.Bind(1, EndedAt).Bind(2, key).Bind(3, SearchHash.Of(SearchId.Conversation, conversation)).Execute();
        }

        var writer = new RecordWriter();
        var erased = whole.Delivery with { ConversationId = null, BusinessKey = null, Payload = default };
        DeliveryCodec.Write(writer, whole with { Delivery = erased });
        return writer.Written.ToArray();
    }
}
