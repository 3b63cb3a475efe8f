namespace Genesys.Console.Development;

/// <summary>What MockGenesys says of its sender.</summary>
internal sealed record MockSender(string Phase, string Target, MockSettings Settings, MockCounts Counts);

/// <summary>Events a second, and the share of them that is published again.</summary>
internal sealed record MockSettings(double Rate, double RepublishShare);

/// <summary>What was sent, and what became of it.</summary>
internal sealed record MockCounts(long Published, long Waiting, long Delivered, long Refused, long Exhausted);

/// <summary>A fault as it stands.</summary>
internal sealed record MockFaultState(MockFault Fault, int Hits, bool IsOn);

/// <summary>A fault as it was set.</summary>
internal sealed record MockFault(
    string Id, string Kind, string Scope, double Share, int? Count, TimeSpan StartsIn, TimeSpan? Duration,
    TimeSpan? Every, IReadOnlyDictionary<string, double> StatusMix);

/// <summary>A kind of event that can be sent.</summary>
internal sealed record MockKind(string Name);

/// <summary>Whether anything was lost.</summary>
internal sealed record MockProof(string Verdict, IReadOnlyList<MockCheck> Checks);

/// <summary>One comparison, and the first of what is missing.</summary>
internal sealed record MockCheck(string Name, int Missing, int Pending, string Said, IReadOnlyList<string> Examples);
