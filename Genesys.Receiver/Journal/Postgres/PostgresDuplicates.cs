namespace Genesys.Receiver.Journal.Postgres;

/// <summary>How often deliveries came again, over all receivers.</summary>
internal static class PostgresDuplicates
{
    /// <summary>Removes what is known of deliveries. In the order of their keys, as it is added.</summary>
    public const string Forget = """
        DELETE FROM journal.duplicates WHERE delivery = ANY (ARRAY(
            SELECT delivery FROM journal.duplicates WHERE delivery = ANY ($1) ORDER BY delivery FOR UPDATE))
        """;

    private const string IsGone = """
        NOT EXISTS (SELECT FROM journal.finished WHERE id = ANY (ARRAY[d.delivery]))
        AND NOT EXISTS (SELECT FROM journal.deliveries WHERE id = ANY (ARRAY[d.delivery]))
        AND NOT EXISTS (SELECT FROM journal.dead_letters WHERE id = ANY (ARRAY[d.delivery]))
        """;

    /// <summary>Removes what was added while another receiver removed the delivery.</summary>
    public const string RemoveOrphans = $"""
        DELETE FROM journal.duplicates d WHERE delivery < (SELECT id FROM journal.finished ORDER BY id LIMIT 1) AND {IsGone}
        """;

    // In the order of their keys: two receivers that add to the same ones in another order would lock each other out.
    private const string Add = $"""
        INSERT INTO journal.duplicates AS known (delivery, count, first, last)
        SELECT * FROM unnest($1, $2, $3, $4) AS d (delivery, count, first, last) WHERE NOT ({IsGone}) ORDER BY delivery
        ON CONFLICT (delivery) DO UPDATE SET count = known.count + excluded.count,
            first = least(known.first, excluded.first), last = greatest(known.last, excluded.last)
        """;

    private const int Chunk = 1_000;

    /// <summary>Writes what came again since the last time.</summary>
    public static async Task FlushAsync(PostgresDatabase database, DuplicateCounts counts)
    {
        List<DuplicateCount> taken;
        do
        {
            taken = counts.Take(Chunk);
            if (taken.Count == 0)
            {
                return;
            }

            try
            {
                await database.ExecuteAsync(
                    Add,
                    default,
                    taken.Select(one => one.Delivery).ToArray(),
                    taken.Select(one => one.Count).ToArray(),
                    taken.Select(one => one.First).ToArray(),
                    taken.Select(one => one.Last).ToArray());
            }
            catch
            {
                counts.GiveBack(taken);
                throw;
            }
        }
        while (taken.Count == Chunk);
    }
}
