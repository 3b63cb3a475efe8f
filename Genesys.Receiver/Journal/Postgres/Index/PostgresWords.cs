using System.Collections.Concurrent;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>
/// Topics and reasons as numbers. There are <see cref="Max"/> at most; what comes then shares number 0, and the record
/// says what it is.
/// </summary>
internal sealed class PostgresWords(PostgresDatabase database)
{
    public const int Max = 20_000;

    // In UTF-16: 1,800 bytes of UTF-8 at most.
    private const int MaxLength = 600;

    /// <summary>Word of no reason.</summary>
    public const int NoReason = 1;

    /// <summary>Word of the reason that nearly all have: it isn't worth an index.</summary>
    public const int Completed = 2;

    private readonly ConcurrentDictionary<string, int> _words = new(StringComparer.Ordinal)
    {
        [""] = NoReason,
        ["completed"] = Completed
    };

    /// <summary>The number of a word, which it is given if it has none.</summary>
    public async ValueTask<int> OfAsync(string word)
    {
        if (!IsStorable(word))
        {
            return 0;
        }

        if (await FindAsync(word, default) is { } known and not 0)
        {
            return known;
        }

        if (_words.Count >= Max)
        {
            return 0;
        }

        await database.ExecuteAsync(
            "INSERT INTO journal.index_words (text) VALUES ($1) ON CONFLICT DO NOTHING", default, word);
        return await FindAsync(word, default) ?? 0;
    }

    /// <summary>The number of a word; null when it has none, 0 when it may be among those that share that.</summary>
    public async ValueTask<int?> FindAsync(string word, CancellationToken cancellationToken)
    {
        if (_words.TryGetValue(word, out var number))
        {
            return number;
        }

        if (!IsStorable(word))
        {
            return 0;
        }

        var found = await database.QueryAsync(
            "SELECT id FROM journal.index_words WHERE text = $1", row => row.GetInt32(0), cancellationToken, word);
        if (found is [var id])
        {
            if (_words.Count < Max)
            {
                _words[word] = id;
            }

            return id;
        }

        return (await database.QueryAsync(
            "SELECT count(*) FROM journal.index_words", row => row.GetInt64(0), cancellationToken))[0] >= Max
                ? 0 : null;
    }

    // Text has no NUL, and an entry of an index some 2,700 bytes: what was recorded before topics had limits mustn't
    // keep the index from all else.
    private static bool IsStorable(string word) =>
        word.Length <= MaxLength && !word.Contains('\0', StringComparison.Ordinal);
}
