using System.Collections.Concurrent;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>Works that wait for their next record.</summary>
internal sealed class WorkPool<T>(Func<WorkPool<T>, T> create) : ObjectPool<T>
    where T : class
{
    private const int MaxRetained = 1024;

    private readonly ConcurrentQueue<T> _free = new();

    public override T Get() => _free.TryDequeue(out var work) ? work : create(this);

    public override void Return(T obj)
    {
        if (_free.Count < MaxRetained)
        {
            _free.Enqueue(obj);
        }
    }
}
