namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>A run of hashes.</summary>
internal sealed record IdRun(long Id, long First, long Last);

/// <summary>Runs on their way into one. A step does a bucket of theirs, which is 64 of its.</summary>
internal sealed class IdMerge(
    List<IdRun> sources, long target, int level, Func<long, byte[]?> read, Action<long, List<byte>> write,
    Action<string> run)
{
    private int _next;

    public long Target => target;

    /// <summary>Does the next step; false when the merge is done.</summary>
    public bool Step()
    {
        var spread = 1 << (IdBucket.Bits(level) - IdBucket.Bits(0));
        var buckets = new List<byte>[spread];
        foreach (var source in sources)
        {
            foreach (var (hash, offset) in IdBucket.Read(read(IdBucket.Row(source.Id, _next)) ?? []))
            {
                IdBucket.Append(
                    buckets[IdBucket.Of(hash, level) % spread] ??= [], hash, source.First + offset - sources[0].First);
            }
        }

        for (var i = 0; i < spread; i++)
        {
            if (buckets[i] is { } entries)
            {
                write(IdBucket.Row(target, (_next * spread) + i), entries);
            }
        }

        if (++_next < 1 << IdBucket.Bits(0))
        {
            return true;
        }

        run(
            $"UPDATE runs SET level = {level} WHERE id = {target}; UPDATE runs SET level = -1 WHERE id IN ({string.Join(',', sources.Select(one => one.Id))})");
        return false;
    }
}
