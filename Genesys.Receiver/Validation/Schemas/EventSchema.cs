using System.Text.Json.Nodes;
using FluentValidation;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// One generation of events: what its envelope has to keep, and what its members have to keep between them.
/// </summary>
/// <param name="name">The schema's name, as answers and anomalies give it.</param>
/// <param name="envelope">The rule of the whole event.</param>
/// <param name="rules">The rules between members.</param>
internal sealed class EventSchema(string name, ObjectRule envelope, IValidator<EventFacts> rules)
{
    private readonly Finding[]?[] _judged = new Finding[EventFacts.Count][];

    public string Name { get; } = name;

    public ObjectRule Envelope { get; } = envelope;

    /// <summary>
    /// True when text that is only stored may hold half of a surrogate pair; false when such a text is none of JSON.
    /// </summary>
    public bool TakesLoneSurrogates { get; init; }

    /// <summary>True when an event's type is a topic, so that an unknown one is drift.</summary>
    public bool ReportsTopics { get; init; }

    /// <summary>The rules between members as keywords of JSON Schema; none when there are none.</summary>
    public Func<JsonObject> BetweenMembers { get; init; } = () => [];

    /// <summary>
    /// What the rules between members find. FluentValidation takes some 0.6 KB and as long as all the rest of a
    /// verdict, so that it is asked once for each of the few facts that there can be.
    /// </summary>
    public ReadOnlySpan<Finding> Judge(EventFacts facts) => _judged[facts.Index] ??=
    [
        .. rules.Validate(facts)
            .Errors.Select(failure => new Finding(failure.PropertyName, failure.ErrorCode, failure.ErrorMessage)),
    ];
}
