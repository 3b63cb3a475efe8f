namespace Genesys.Receiver.Validation;

/// <summary>What Validation says of one event.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>The event keeps its schema.</summary>
    public sealed record Accepted(Delivery Delivery) : Verdict;

    /// <summary>The event is not JSON, or breaks its schema.</summary>
    public sealed record Rejected : Verdict
    {
        /// <summary>The first 50 findings at most, in the order of the document.</summary>
        public required IReadOnlyList<Finding> Findings { get; init; }

        /// <summary>How many findings there were, those beyond the fiftieth included.</summary>
        public required int FindingCount { get; init; }

        /// <summary>True when the bytes aren't JSON at all; false when they are JSON that breaks the schema.</summary>
        public required bool IsMalformed { get; init; }

        /// <summary>Name of the schema that judged it, or null when the bytes name none.</summary>
        public string? Schema { get; init; }

        /// <summary>What stood at <c>id</c>, as sent and unchecked, or null; for correlation only.</summary>
        public string? EventId { get; init; }

        /// <summary>What stood at <c>source</c>, as sent and unchecked, or null; for correlation only.</summary>
        public string? Source { get; init; }

        /// <summary>The event's own bytes: the request's body, or one element of its array.</summary>
        public required ReadOnlyMemory<byte> Payload { get; init; }
    }
}
