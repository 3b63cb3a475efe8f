namespace Genesys.Receiver.Redaction.Forms;

/// <summary>
/// The names of topics, held against the template that names their kind: <c>v2.conversations.{id}.transcription</c>.
/// </summary>
internal static class TopicForm
{
    /// <summary>
    /// True when a topic's name is a template with each <c>{id}</c> filled in: by something without a dot, and at the
    /// end by anything, since an audited entity's id may hold dots.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> template, ReadOnlySpan<byte> name)
    {
        var placeholder = "{id}"u8;
        while (true)
        {
            var at = template.IndexOf(placeholder);
            if (at < 0)
            {
                return name.SequenceEqual(template);
            }

            if (!name.StartsWith(template[..at]))
            {
                return false;
            }

            template = template[(at + placeholder.Length)..];
            name = name[at..];
            if (template.IsEmpty)
            {
                return !name.IsEmpty;
            }

            var end = name.IndexOf((byte)'.');
            if (end <= 0)
            {
                return false;
            }

            name = name[end..];
        }
    }
}
