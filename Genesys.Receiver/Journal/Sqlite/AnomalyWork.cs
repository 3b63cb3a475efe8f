using Genesys.Receiver.Journal.Records;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>An anomaly on its way into the file.</summary>
internal sealed class AnomalyWork(AnomalyLedger ledger, ObjectPool<AnomalyWork> pool) : RecordWork
{
    private long _received;
    private AnomalyKind _kind;

    /// <summary>Prepares everything that needs no file, on the caller's thread.</summary>
    public void Prepare(AnomalyRecord anomaly)
    {
        AnomalyCodec.Write(Record, anomaly);
        _received = anomaly.ReceivedAt.ToUnixTimeMilliseconds();
        _kind = anomaly.Kind;
    }

    public override void Write() => Status = ledger.Insert(_received, Record.Written);

    protected override RecordResult Settle()
    {
        if (Status == RecordStatus.Recorded)
        {
            ledger.Inserted(Record.Length);
            ledger.Offered(_kind);
        }

        return new RecordResult(Status);
    }

    protected override void Return() => pool.Return(this);
}
