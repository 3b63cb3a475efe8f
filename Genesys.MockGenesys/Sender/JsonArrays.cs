namespace Genesys.MockGenesys.Sender;

/// <summary>Joins JSON texts to the text of an array without reading them: a malformed one stays as it is.</summary>
internal static class JsonArrays
{
    public static ReadOnlyMemory<byte> Join(IEnumerable<ReadOnlyMemory<byte>> elements)
    {
        using var text = new MemoryStream();
        var separator = (byte)'[';
        foreach (var element in elements)
        {
            text.WriteByte(separator);
            text.Write(element.Span);
            separator = (byte)',';
        }

        text.WriteByte((byte)']');
        return text.ToArray();
    }
}
