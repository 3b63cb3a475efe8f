using System.Collections.Concurrent;
using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// Leaves out rows whose record is damaged, and says so once of each: what is whole goes on without them.
/// </summary>
internal sealed partial class DamagedRows(ILogger logger)
{
    private const int MaxTold = 1_000;

    private readonly ConcurrentDictionary<(string, long), bool> _told = [];

    /// <summary>Reads rows by their first column, the key; gives null for one that is damaged.</summary>
    public Func<NpgsqlDataReader, T?> LeaveOut<T>(string what, Func<NpgsqlDataReader, T> read)
        where T : class => row =>
        {
            try
            {
                return read(row);
            }
            catch (DamagedRecordException)
            {
                var key = row.GetInt64(0);
                if (_told.Count < MaxTold && _told.TryAdd((what, key), true))
                {
                    Log.Damaged(logger, what, key);
                }

                return null;
            }
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4005,
            Level = LogLevel.Error,
            Message = "The record of {What} {Key} is damaged in the database: it is neither found nor processed, and nothing "
                + "else waits for it. Restore its row from a backup, or delete it.")]
        public static partial void Damaged(ILogger logger, string what, long key);
    }
}
