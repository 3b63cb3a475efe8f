using System.Text;

namespace Genesys.MockCloudWatch.Faults;

/// <summary>The faults that tests asked for.</summary>
internal sealed class FaultList(TimeProvider clock)
{
    private const int MaxFaults = 100;

    private readonly Lock _gate = new();
    private volatile Fault[] _faults = [];
    private int _lastId;

    /// <summary>The faults that aren't over, in the order in which they were set.</summary>
    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_gate)
            {
                RemoveOver();
                return _faults;
            }
        }
    }

    /// <summary>Adds a fault and numbers it; false when there are too many.</summary>
    public bool TryAdd(Fault fault)
    {
        lock (_gate)
        {
            RemoveOver();
            if (_faults.Length == MaxFaults)
            {
                return false;
            }

            fault.Id = ++_lastId;
            fault.SetAt = clock.GetTimestamp();
            _faults = [.. _faults, fault];
            return true;
        }
    }

    public bool Remove(int id)
    {
        lock (_gate)
        {
            var before = _faults.Length;
            _faults = [.. _faults.Where(fault => fault.Id != id)];
            return _faults.Length < before;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults = [];
        }
    }

    /// <summary>The first fault that applies to this call; null when none does.</summary>
    public Fault? Find(string operation, ReadOnlySpan<byte> body)
    {
        if (_faults.Length == 0)
        {
            return null;
        }

        lock (_gate)
        {
            RemoveOver();
            foreach (var fault in _faults)
            {
                if (AppliesTo(fault, operation, body)
                    && fault.Seen++ >= fault.After
                    && (fault.Rate >= 1 || Random.Shared.NextDouble() < fault.Rate))
                {
                    fault.Hit();
                    return fault;
                }
            }
        }

        return null;
    }

    private void RemoveOver()
    {
        if (Array.Exists(_faults, IsOver))
        {
            _faults = Array.FindAll(_faults, fault => !IsOver(fault));
        }
    }

    private bool IsOver(Fault fault) => clock.GetElapsedTime(fault.SetAt) >= fault.Duration;

    private static bool AppliesTo(Fault fault, string operation, ReadOnlySpan<byte> body) =>
        (fault.Count is null || fault.Hits < fault.Count)
        && (fault.Operation is null || fault.Operation == operation)
        && (fault.Containing is null || body.IndexOf(Encoding.UTF8.GetBytes(fault.Containing)) >= 0);
}
