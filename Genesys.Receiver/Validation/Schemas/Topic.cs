using System.Text;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>A topic: its template, and what its events' bodies have to keep.</summary>
internal sealed class Topic(string template, ObjectRule body, bool isTyped)
{
    public string Template { get; } = template;

    public ObjectRule Body { get; } = body;

    /// <summary>True when the body has a rule of its own; false when it may be any object.</summary>
    public bool IsTyped { get; } = isTyped;

    /// <summary>
    /// True when a topic's name is a template with each <c>{id}</c> filled in: by something without a dot, and at the end by anything,
    /// since an audited entity's id may hold dots.
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
