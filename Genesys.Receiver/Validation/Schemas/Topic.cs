using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>A topic: its template, and what its events' bodies have to keep.</summary>
internal sealed class Topic(string template, ObjectRule body, bool isTyped)
{
    public string Template { get; } = template;

    public ObjectRule Body { get; } = body;

    /// <summary>True when the body has a rule of its own; false when it may be any object.</summary>
    public bool IsTyped { get; } = isTyped;
}
