namespace Genesys.Receiver.Client;

/// <summary>What the receiver answers when it doesn't do what was asked (RFC 9457). It quotes nothing.</summary>
public sealed record ReceiverProblem
{
    /// <summary>The kind of problem: a path at the receiver that explains it.</summary>
    public string? Type { get; init; }

    /// <summary>The kind in one line.</summary>
    public string? Title { get; init; }

    /// <summary>HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What happened and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The request's id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The request's trace.</summary>
    public string? TraceId { get; init; }
}

/// <summary>The receiver didn't do what was asked.</summary>
public sealed class ReceiverException : Exception
{
    internal ReceiverException(ReceiverProblem problem, TimeSpan? retryAfter)
        : base(problem.Detail ?? problem.Title ?? $"The receiver answered {problem.Status}.")
    {
        Problem = problem;
        RetryAfter = retryAfter;
    }

    /// <summary>What it said; the status alone when it didn't say more.</summary>
    public ReceiverProblem Problem { get; }

    /// <summary>HTTP status.</summary>
    public int Status => Problem.Status;

    /// <summary>When to ask again, as the answer says; null when it doesn't.</summary>
    public TimeSpan? RetryAfter { get; }
}
