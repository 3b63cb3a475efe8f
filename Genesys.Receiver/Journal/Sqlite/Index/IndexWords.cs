namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Topics and reasons as numbers. There are <see cref="Max"/> at most; what comes then shares number 0, and the record
/// says what it is. Used by the index's thread alone.
/// </summary>
internal sealed class IndexWords
{
    public const int Max = 20_000;

    private readonly SqliteStatement _insert;
    private readonly Dictionary<string, long> _words = new(StringComparer.Ordinal);

    public IndexWords(IndexFile file)
    {
        _insert = file.Prepare("INSERT OR IGNORE INTO words (id, text) VALUES (?1, ?2)");
        _insert.Bind(1, IndexTables.NoReason).Bind(2, "").Execute();
        _insert.Bind(1, IndexTables.Completed).Bind(2, "completed").Execute();
        using var rows = new SqliteStatement(file.Handle, "SELECT id, text FROM words");
        while (rows.Read())
        {
            _words[rows.Text(1)!] = rows.Int64(0);
        }
    }

    public long Of(string word)
    {
        if (_words.TryGetValue(word, out var id))
        {
            return id;
        }

        if (_words.Count >= Max)
        {
            return 0;
        }

        id = _words.Count + 1;
        _insert.Bind(1, id).Bind(2, word).Execute();
        _words.Add(word, id);
        return id;
    }
}
