using System.Buffers.Binary;

namespace Genesys.Receiver.Journal.Sqlite.Recovery;

/// <summary>
/// Finds the rows that a page holds, without the tree that leads to it. What can't be read as a row is passed over.
/// </summary>
internal sealed class SqliteRows(SqlitePages pages)
{
    private const byte TableLeaf = 0x0D;
    private const int MaxRow = 64 * 1024 * 1024;

    private readonly byte[] _page = new byte[SqlitePages.Size];
    private readonly byte[] _overflow = new byte[SqlitePages.Size];

    /// <summary>Every row that can be read on a page.</summary>
    public IEnumerable<SqliteRow> On(uint number)
    {
        if (!pages.TryRead(number, _page) || _page[0] != TableLeaf)
        {
            yield break;
        }

        var cells = Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(_page.AsSpan(3)), (SqlitePages.Size - 8) / 2);
        for (var i = 0; i < cells; i++)
        {
            if (ReadCell(BinaryPrimitives.ReadUInt16BigEndian(_page.AsSpan(8 + (2 * i)))) is { } row)
            {
                yield return row;
            }
        }
    }

    private SqliteRow? ReadCell(int offset)
    {
        var at = offset;
        if (at < 8 || !TryVarint(_page, ref at, out var length) || !TryVarint(_page, ref at, out var id)
            || length is < 2 or > MaxRow)
        {
            return null;
        }

        // https://sqlite.org/fileformat2.html#b_tree_pages: how much of a row is on its page.
        const int Largest = SqlitePages.Size - 35;
        const int Smallest = ((SqlitePages.Size - 12) * 32 / 255) - 23;
        var spread = Smallest + ((length - Smallest) % (SqlitePages.Size - 4));
        var local = length <= Largest ? (int)length : spread <= Largest ? (int)spread : Smallest;
        if (at + local + (local < length ? 4 : 0) > _page.Length)
        {
            return null;
        }

        var row = new byte[length];
        _page.AsSpan(at, local).CopyTo(row);
        var next = local < length ? BinaryPrimitives.ReadUInt32BigEndian(_page.AsSpan(at + local)) : 0;
        for (var filled = local; filled < row.Length;)
        {
            if (!pages.TryRead(next, _overflow))
            {
                return null;
            }

            next = BinaryPrimitives.ReadUInt32BigEndian(_overflow);
            var count = Math.Min(row.Length - filled, _overflow.Length - 4);
            _overflow.AsSpan(4, count).CopyTo(row.AsSpan(filled));
            filled += count;
        }

        return ReadColumns(id, row);
    }

    private static SqliteRow? ReadColumns(long id, byte[] row)
    {
        var at = 0;
        if (!TryVarint(row, ref at, out var header) || header > row.Length)
        {
            return null;
        }

        var values = new List<SqliteValue>();
        var value = (int)header;
        while (at < header)
        {
            if (!TryVarint(row, ref at, out var type) || type < 0)
            {
                return null;
            }

            var size = type switch
            {
                <= 4 => type,
                5 => 6,
                6 or 7 => 8,
                8 or 9 => 0,
                10 or 11 => -1,
                _ => (type - 12) / 2,
            };
            if (size < 0 || size > row.Length - value)
            {
                return null;
            }

            values.Add(new SqliteValue(type, row.AsMemory(value, (int)size)));
            value += (int)size;
        }

        return new SqliteRow(id, values);
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out long value)
    {
        value = 0;
        for (var i = 0; i < 9 && at < bytes.Length; i++)
        {
            var next = bytes[at++];
            if (i == 8)
            {
                value = (value << 8) | next;
                return true;
            }

            value = (value << 7) | (uint)(next & 0x7F);
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
