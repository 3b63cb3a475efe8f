using FluentValidation;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>One generation of events: what its envelope has to keep, and how it is recognised.</summary>
/// <param name="Name">The schema's name, as answers and anomalies give it.</param>
/// <param name="Envelope">The rule of the whole event.</param>
/// <param name="Rules">The rules between members.</param>
/// <param name="ReportsTopics">True when an event's type is a topic, so that an unknown one is drift.</param>
internal sealed record EventSchema(string Name, ObjectRule Envelope, IValidator<EventFacts> Rules, bool ReportsTopics = false);
