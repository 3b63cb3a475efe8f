namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Compares keys of events by their bytes.</summary>
internal sealed class EventComparer : IEqualityComparer<byte[]>, IComparer<byte[]>
{
    public static readonly EventComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => BitConverter.ToInt32(obj, 0);

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
