namespace Genesys.Receiver.Intake;

/// <summary>Kinds of callers. Each has a rate limit of its own, so that none uses up another's.</summary>
internal enum CallerKind
{
    /// <summary>No credentials, wrong ones, or a route that asks for none.</summary>
    Unauthenticated,

    /// <summary>Those that send events.</summary>
    Sender,

    /// <summary>Those that use <c>/admin</c>.</summary>
    Operator,
}
