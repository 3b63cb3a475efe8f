using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Recovery;

/// <summary>
/// Saves what can be read of a damaged journal to a new one. It looks at every page by itself, for what leads to them
/// may be damaged, and takes what has a record's checksum. Pages that were freed are looked at too: an anomaly that was
/// shipped may be shipped again. Of a delivery, the last of its versions that are found is kept.
/// </summary>
internal sealed class JournalRecovery(string from, string to, TextWriter progress)
{
    // Of what is read within seconds nothing is told.
    private const uint Large = 100 * 1024 * 1024 / SqlitePages.Size;

    // Each attempt makes the history longer and nothing makes it shorter, so it tells which version is the later one,
    // whatever the clock said. Where a delivery moved without an attempt: what was discarded or erased stays so, and
    // what is open was replayed.
    private const string KeepLast = """
        DELETE FROM deliveries WHERE
            EXISTS (
                SELECT 1 FROM finished f WHERE f.id = deliveries.id
                AND (f.discarded IS NOT NULL OR ifnull(length(f.rounds), 0) > ifnull(length(deliveries.rounds), 0)))
            OR EXISTS (
                SELECT 1 FROM dead_letters d WHERE d.id = deliveries.id
                AND ifnull(length(d.rounds), 0) > ifnull(length(deliveries.rounds), 0));
        DELETE FROM dead_letters WHERE id IN (SELECT id FROM deliveries) OR EXISTS (
            SELECT 1 FROM finished f WHERE f.id = dead_letters.id
            AND ifnull(length(f.rounds), 0) >= ifnull(length(dead_letters.rounds), 0));
        DELETE FROM finished WHERE id IN (SELECT id FROM deliveries) OR id IN (SELECT id FROM dead_letters);
        """;

    /// <summary>
    /// Writes the new journal; returns a sentence that counts what was saved, or null: nothing says that the file is
    /// a journal, and nothing is left.
    /// </summary>
    public string? Run()
    {
        using var pages = new SqlitePages(from);
        string? saved = null;
        try
        {
            return saved = Save(pages);
        }
        finally
        {
            if (saved is null)
            {
                RemoveWhatWasMade();
            }
        }
    }

    private void RemoveWhatWasMade()
    {
        // The next try would be refused: the file is there.
        foreach (var name in SqliteNames.Of(Path.GetFullPath(to)))
        {
            try
            {
                File.Delete(name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It wasn't made: what kept it from that is the failure to tell.
            }
        }
    }

    private string? Save(SqlitePages pages)
    {
        using var file = SqliteFile.Open(Path.GetFullPath(to));

        // What is left out in the end must not stand on a page that was freed, as the payload of one that was erased.
        SqliteSchema.Run(file.Handle, "PRAGMA secure_delete = ON");
        file.Begin();
        var rows = new SqliteRows(pages);
        var handOvers = new HandOverRecovery(file);
        var empty = file.Changes;
        var isJournal = pages.HaveMark;
        for (uint page = 2; page <= pages.Count; page++)
        {
            foreach (var row in rows.On(page))
            {
                isJournal |= IsTableOfJournal(row);
                if (!handOvers.TrySave(row))
                {
                    Save(file, row);
                }
            }

            TellProgress(page, pages.Count);
        }

        // A journal may be empty; of another file, or where no page can be read, that would be a false word.
        if (!isJournal && file.Changes == empty)
        {
            return null;
        }

        SqliteSchema.Run(file.Handle, KeepLast);
        handOvers.End();
        file.Commit();
        file.Checkpoint();
        return $"Saved {Count("deliveries")} open deliveries, {Count("dead_letters")} dead letters, "
            + $"{Count("finished")} finished deliveries, {Count("hand_overs")} hand-overs, "
            + $"{Count("anomalies")} anomalies, {Count("set_aside")} anomalies set aside, "
            + $"{Count("known_events")} known events, {Count("jobs")} jobs and {Count("audit")} entries of the audit "
            + $"to {to}.";

        long Count(string table) => file.Number($"SELECT count(*) FROM {table}");
    }

    private void TellProgress(uint page, uint pages)
    {
        var tenth = page * 10L / pages;
        if (pages >= Large && tenth > (page - 1) * 10L / pages)
        {
            progress.WriteLine($"{tenth * 10} % of {from} is read.");
        }
    }

    /// <summary>True for the row by which SQLite itself knows a table that journals alone have.</summary>
    private static bool IsTableOfJournal(SqliteRow row) =>
        row.Values is [{ Text: "table" }, { Text: "known_events" }, _, _, _];

    private static void Save(SqliteFile file, SqliteRow row)
    {
        switch (row.Values)
        {
            case [_, _, _, _, _, _, _, var record] when record.IsRecord(RecordFrame.Delivery):
                SaveDelivery(file, row);
                break;
            case [_, var at, { IsInteger: true } attempts, var history, var record]
                when record.IsRecord(RecordFrame.Delivery):
                Insert(
                    file,
                    """
                    dead_letters (id, at, round_count, rounds, record) VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (id) DO UPDATE SET
                        (at, round_count, rounds, record) =
                            (excluded.at, excluded.round_count, excluded.rounds, excluded.record)
                    WHERE (ifnull(length(excluded.rounds), 0), excluded.at) >= (ifnull(length(rounds), 0), at)
                    """,
                    statement => statement.Bind(1, row.Id).Bind(2, at.Integer ?? 0).Bind(3, attempts.Integer)
                        .Bind(4, ReadableAttempts.Of(history.Text)).Bind(5, record.Bytes.Span));
                break;
            case [_, var at, var discarded, var history, var record, ..] when record.IsRecord(RecordFrame.Delivery):
                // A record that ended only becomes shorter: its payload is taken away, or it is erased.
                Insert(
                    file,
                    """
                    finished (id, at, discarded, rounds, record, kept, hand_overs, first_hand_over)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                    ON CONFLICT (id) DO UPDATE SET
                        (at, discarded, rounds, record, kept, hand_overs, first_hand_over) = (
                            excluded.at, excluded.discarded, excluded.rounds, excluded.record, excluded.kept,
                            excluded.hand_overs, excluded.first_hand_over)
                    WHERE (ifnull(length(excluded.rounds), 0), excluded.at, -length(excluded.record))
                        >= (ifnull(length(rounds), 0), at, -length(record))
                    """,
                    statement => statement.Bind(1, row.Id).Bind(2, at.Integer ?? 0).Bind(3, discarded.Text)
                        .Bind(4, ReadableAttempts.Of(history.Text)).Bind(5, record.Bytes.Span)
                        .Bind(6, row.Values.Count > 5 ? row.Values[5].Integer : null)
                        .Bind(7, row.Values.Count > 6 ? row.Values[6].Text : null)
                        .Bind(8, row.Values.Count > 7 ? row.Values[7].Integer : null));
                break;
            case [_, var at, var reason, var record] when record.IsRecord(RecordFrame.Anomaly):
                Insert(
                    file, "set_aside (id, at, reason, record) VALUES (?1, ?2, ?3, ?4)",
                    statement => statement.Bind(1, row.Id).Bind(2, at.Integer ?? 0).Bind(3, reason.Text ?? "")
                        .Bind(4, record.Bytes.Span));
                break;
            case [_, var received, var record, ..] when record.IsRecord(RecordFrame.Anomaly):
                Insert(
                    file, "anomalies (id, received, record, shipped) VALUES (?1, ?2, ?3, ?4)",
                    statement => statement.Bind(1, row.Id).Bind(2, received.Integer ?? 0).Bind(3, record.Bytes.Span)
                        .Bind(4, row.Values.Count > 3 ? row.Values[3].Integer : null));
                break;
            default:
                SaveWhatHasNoRecord(file, row);
                break;
        }
    }

    private static void SaveWhatHasNoRecord(SqliteFile file, SqliteRow row)
    {
        switch (row.Values)
        {
            case [_, { IsInteger: true } at, var operatorName, { Text: { } action }, var subject,
            { IsInteger: true } count, var reason]:
                Insert(
                    file,
                    "audit (id, at, operator, action, subject, count, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    statement => statement.Bind(1, row.Id).Bind(2, at.Integer).Bind(3, operatorName.Text)
                        .Bind(4, action).Bind(5, subject.Text).Bind(6, count.Integer).Bind(7, reason.Text));
                break;
            case [_, { IsInteger: true } accepted, { IsInteger: true } rejected, { IsInteger: true } duplicates,
            { IsInteger: true } finished, { IsInteger: true } deadLettered, { IsInteger: true } handedOver, ..]
                when row.Values.Count == 7 || (row.Values.Count == 8 && row.Values[7].IsInteger):
                Insert(
                    file, "activity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    statement => statement.Bind(1, row.Id).Bind(2, accepted.Integer).Bind(3, rejected.Integer)
                        .Bind(4, duplicates.Integer).Bind(5, finished.Integer).Bind(6, deadLettered.Integer)
                        .Bind(7, handedOver.Integer).Bind(8, row.Values.Count == 8 ? row.Values[7].Integer : 0));
                break;
            case [_, { IsInteger: true }, { IsInteger: true }, { IsInteger: true }, { IsInteger: true },
            { IsInteger: true }, { IsInteger: true }, { Text: not null }, _, { IsInteger: true }, _,
            { Text: not null }, { IsInteger: true }, ..]
                when row.Values.Count is 15 or 16:
                SaveJob(file, row);
                break;
            case [_, { IsInteger: true } at, { IsBlob: true } known] when known.Bytes.Length == DedupeKey.Size:
                Insert(
                    file, "known_events (id, at, event) VALUES (?1, ?2, ?3)",
                    statement => statement.Bind(1, row.Id).Bind(2, at.Integer).Bind(3, known.Bytes.Span));
                break;
        }
    }

    private static void SaveDelivery(SqliteFile file, SqliteRow row)
    {
        Insert(
            file,
            """
            deliveries (id, received, conversation, due, round_count, first_round, rounds, record)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (id) DO UPDATE SET
                (received, conversation, due, round_count, first_round, rounds, record) = (
                    excluded.received, excluded.conversation, excluded.due, excluded.round_count,
                    excluded.first_round, excluded.rounds, excluded.record)
            WHERE ifnull(length(excluded.rounds), 0) >= ifnull(length(rounds), 0)
            """,
            statement => statement.Bind(1, row.Id).Bind(2, row.Values[1].Integer ?? 0)
                .Bind(3, row.Values[2].Integer ?? 0).Bind(4, row.Values[3].Integer).Bind(5, row.Values[4].Integer ?? 0)
                .Bind(6, row.Values[5].Integer).Bind(7, ReadableAttempts.Of(row.Values[6].Text))
                .Bind(8, row.Values[7].Bytes.Span));
    }

    // The keys that a job has still to deal with can't be saved: one that hadn't ended can't go on.
    private static void SaveJob(SqliteFile file, SqliteRow row)
    {
        var values = row.Values;
        var ended = values[10].Integer;
        Insert(
            file,
            """
            jobs (id, action, state, total, done, failed, rate, reason, operator, created, ended, filter, as_of, cursor,
                problem, destination)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """,
            statement => statement.Bind(1, row.Id).Bind(2, values[1].Integer)
                .Bind(3, ended is null ? (long)JobState.Failed : values[2].Integer).Bind(4, values[3].Integer)
                .Bind(5, values[4].Integer).Bind(6, values[5].Integer).Bind(7, values[6].Integer)
                .Bind(8, values[7].Text).Bind(9, values[8].Text).Bind(10, values[9].Integer)
                .Bind(11, ended ?? values[9].Integer).Bind(12, values[11].Text).Bind(13, values[12].Integer)
                .Bind(14, values[13].Text).Bind(15, ended is null ? JobProblems.NotSaved : values[14].Text)
                .Bind(16, values.Count == 16 ? values[15].Text : null));
    }

    private static void Insert(SqliteFile file, string into, Action<SqliteStatement> bind)
    {
        using var statement = new SqliteStatement(file.Handle, $"INSERT OR IGNORE INTO {into}");
        bind(statement);
        statement.Execute();
    }
}
