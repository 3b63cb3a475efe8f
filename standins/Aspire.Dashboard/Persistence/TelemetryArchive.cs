using System.Buffers;
using System.IO.Compression;
using System.Threading.Channels;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Persistence;

/// <summary>
/// Keeps telemetry across restarts: each export request, redacted and compressed, is a row of a SQLite database, and the newest are read back
/// at start. Senders never wait for it: what it cannot keep up with is dropped and counted. Past its quota the oldest rows are deleted.
/// </summary>
internal sealed partial class TelemetryArchive(IOptions<DashboardOptions> options, OtlpIntake intake, TimeProvider time, ILogger<TelemetryArchive> logger) : BackgroundService
{
    /// <summary>Bytes that wait to be written at most; requests that would add to them are not kept.</summary>
    private const long MaxWaitingBytes = 48 * 1024 * 1024;

    /// <summary>A commit gathers what arrives in this time, which is also what a crash can lose.</summary>
    private static readonly TimeSpan CommitPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>Metrics are cumulative and come every second; one export in this time is enough to draw their past.</summary>
    private static readonly TimeSpan MetricsGrain = TimeSpan.FromSeconds(10);

    private readonly Channel<(OtlpSignal Signal, byte[] Body)> _waiting = Channel.CreateUnbounded<(OtlpSignal, byte[])>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<int, long> _lastMetrics = [];
    private readonly DataOptions _data = options.Value.Data;
    private readonly MemoryStream _packed = new();
    private SqliteConnection? _database;
    private long _waitingBytes;
    private long _dropped;
    private long _bytes;

    public bool IsOn => _data.Directory is not null;

    /// <summary>Path of the database.</summary>
    public string File => Path.Combine(_data.Directory ?? "", "telemetry.db");

    /// <summary>Bytes of telemetry in the database.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Export requests that were not kept because the disk was too slow.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Bytes that are not on disk yet.</summary>
    public long WaitingBytes => Interlocked.Read(ref _waitingBytes);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsOn && TryOpen())
        {
            intake.Taken += Offer;
            Restore();
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        intake.Taken -= Offer;
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        _database?.Dispose();
    }

    /// <summary>Forgets everything that is on disk.</summary>
    public void Clear()
    {
        if (_database is not { } database)
        {
            return;
        }

        lock (database)
        {
            Run(database, "DELETE FROM request; PRAGMA incremental_vacuum;");
            Interlocked.Exchange(ref _bytes, 0);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_database is null)
        {
            return;
        }

        var batch = new List<(OtlpSignal Signal, byte[] Body)>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Task.Delay(CommitPeriod, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            batch.Clear();
            while (_waiting.Reader.TryRead(out var request))
            {
                batch.Add(request);
            }

            try
            {
                Write(batch);
            }
            catch (SqliteException error)
            {
                Interlocked.Add(ref _dropped, batch.Count);
                Log.NotWritten(logger, error.SqliteErrorCode, File);
            }

            Interlocked.Add(ref _waitingBytes, -batch.Sum(request => (long)request.Body.Length));
        }
    }

    private void Offer(OtlpSignal signal, byte[] body)
    {
        if (Interlocked.Add(ref _waitingBytes, body.Length) > MaxWaitingBytes || !_waiting.Writer.TryWrite((signal, body)))
        {
            Interlocked.Add(ref _waitingBytes, -body.Length);
            Interlocked.Increment(ref _dropped);
        }
    }

    private bool TryOpen()
    {
        try
        {
            Directory.CreateDirectory(_data.Directory!);
            _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
            _database.Open();
            Run(_database, """
                PRAGMA auto_vacuum = INCREMENTAL;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                CREATE TABLE IF NOT EXISTS request (id INTEGER PRIMARY KEY, signal INTEGER NOT NULL, at INTEGER NOT NULL, size INTEGER NOT NULL, data BLOB NOT NULL);
                """);
            _bytes = Scalar(_database, "SELECT coalesce(sum(length(data)), 0) FROM request");
            return true;
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            // A dashboard without a past is better than none.
            Log.NotOpened(logger, File, error.GetType().Name);
            _database?.Dispose();
            _database = null;
            return false;
        }
    }

    private void Restore()
    {
        var restored = 0;
        var unreadable = 0;
        var rows = new List<long>();
        var budget = 2 * options.Value.TelemetryLimits.MaxBytes;
        using (var newest = _database!.CreateCommand())
        {
            newest.CommandText = "SELECT id, size FROM request ORDER BY id DESC";
            using var reader = newest.ExecuteReader();
            while (budget > 0 && reader.Read())
            {
                rows.Add(reader.GetInt64(0));
                budget -= reader.GetInt64(1);
            }
        }

        rows.Reverse();
        using var one = _database.CreateCommand();
        one.CommandText = "SELECT signal, size, data FROM request WHERE id = $id";
        var id = one.Parameters.Add("$id", SqliteType.Integer);
        foreach (var row in rows)
        {
            id.Value = row;
            using var reader = one.ExecuteReader();
            if (reader.Read() && Unpack((byte[])reader.GetValue(2), reader.GetInt32(1)) is { } body && !intake.Restore((OtlpSignal)reader.GetInt32(0), body).IsMalformed)
            {
                restored++;
            }
            else
            {
                unreadable++;
            }
        }

        Log.Restored(logger, restored, unreadable, File);
    }

    private void Write(List<(OtlpSignal Signal, byte[] Body)> batch)
    {
        lock (_database!)
        {
            using var transaction = _database.BeginTransaction();
            using var insert = _database.CreateCommand();
            insert.CommandText = "INSERT INTO request (signal, at, size, data) VALUES ($signal, $at, $size, $data)";
            var (signalOf, at, size, data) = (insert.Parameters.Add("$signal", SqliteType.Integer), insert.Parameters.Add("$at", SqliteType.Integer),
                insert.Parameters.Add("$size", SqliteType.Integer), insert.Parameters.Add("$data", SqliteType.Blob));
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var written = 0L;
            foreach (var (signal, body) in batch.Where(request => IsWanted(request.Signal, request.Body, now)))
            {
                var packed = Pack(signal, body);
                (signalOf.Value, at.Value, size.Value, data.Value) = ((int)signal, now, body.Length, packed);
                insert.ExecuteNonQuery();
                written += packed.Length;
            }

            transaction.Commit();
            Interlocked.Add(ref _bytes, written);
            KeepQuota();
        }
    }

    private bool IsWanted(OtlpSignal signal, byte[] body, long now)
    {
        if (signal != OtlpSignal.Metrics)
        {
            return true;
        }

        var source = new HashCode();
        foreach (var resourceMetrics in new WireFields(body, 1))
        {
            source.AddBytes(WireFields.Last(body, resourceMetrics, 1));
        }

        var key = source.ToHashCode();
        if (_lastMetrics.TryGetValue(key, out var last) && now - last < MetricsGrain.TotalMilliseconds)
        {
            return false;
        }

        if (_lastMetrics.Count > options.Value.TelemetryLimits.MaxResourceCount)
        {
            _lastMetrics.Clear();
        }

        _lastMetrics[key] = now;
        return true;
    }

    private void KeepQuota()
    {
        // A tenth is left for the log and the pages that hold no row.
        var quota = _data.MaxBytes / 10 * 9;
        if (Bytes <= quota)
        {
            return;
        }

        // A tenth more than needed goes, so that not every commit has to delete.
        var surplus = Bytes - quota / 10 * 9;
        var freed = 0L;
        var last = 0L;
        using (var oldest = _database!.CreateCommand())
        {
            oldest.CommandText = "SELECT id, length(data) FROM request ORDER BY id";
            using var reader = oldest.ExecuteReader();
            while (freed < surplus && reader.Read())
            {
                last = reader.GetInt64(0);
                freed += reader.GetInt64(1);
            }
        }

        Run(_database, $"DELETE FROM request WHERE id <= {last}; PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);");
        Interlocked.Add(ref _bytes, -freed);
    }

    private byte[] Pack(OtlpSignal signal, byte[] body)
    {
        // Rented: a request is mostly longer than what the garbage collector moves, and two such arrays for each would have it run all the time.
        var copy = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            body.CopyTo(copy, 0);
            Redaction.Apply(copy.AsSpan(0, body.Length), OtlpShapes.Of(signal));
            _packed.SetLength(0);
            using (var zlib = new ZLibStream(_packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                zlib.Write(copy, 0, body.Length);
            }

            return _packed.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private byte[]? Unpack(byte[] packed, int size)
    {
        if (size < 0 || size > options.Value.TelemetryLimits.MaxRequestBytes)
        {
            return null;
        }

        try
        {
            var body = new byte[size];
            using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            zlib.ReadExactly(body);
            return body;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private static void Run(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Telemetry of earlier runs: {Restored} export requests read, {Unreadable} unreadable, from {File}")]
        public static partial void Restored(ILogger logger, int restored, int unreadable, string file);

        [LoggerMessage(2, LogLevel.Error, "{File} could not be opened ({Error}); telemetry is kept in memory only. Move the file away, or set ASPIRE_DASHBOARD_DATA_DIRECTORY to another directory")]
        public static partial void NotOpened(ILogger logger, string file, string error);

        [LoggerMessage(3, LogLevel.Warning, "SQLite error {Code} while writing {File}; the telemetry of the last moments is kept in memory only")]
        public static partial void NotWritten(ILogger logger, int code, string file);
    }
}
