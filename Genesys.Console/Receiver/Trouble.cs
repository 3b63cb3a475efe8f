using Genesys.Receiver.Client;
using Polly;
using Polly.CircuitBreaker;

namespace Genesys.Console.Receiver;

/// <summary>Why a page can't show or do something, and what to do.</summary>
/// <param name="Title">What is wrong, as a sentence.</param>
/// <param name="Advice">What to do, in one or two sentences.</param>
/// <param name="Status">HTTP status that the page answers with.</param>
internal sealed record Trouble(string Title, string Advice, int Status)
{
    /// <summary>Whether the person may not.</summary>
    public bool IsNotPermitted => Status is 401 or 403;

    /// <summary>The request's id at the receiver, to be found in its log.</summary>
    public string? RequestId { get; private init; }

    /// <returns><c>null</c>: the exception is a bug.</returns>
    public static Trouble? Of(Exception exception) => exception switch
    {
        ReceiverException answered => OfAnswer(answered) with { RequestId = answered.Problem.RequestId },
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new Trouble(
            "The answer is too large to be shown.",
            "It is longer than all that the receiver sends at once. Look whether Console:Receiver is its address, and "
                + "whether console and receiver are of one version.",
            502),
        HttpRequestException or IOException => new Trouble(
            "The receiver can't be reached.",
            "Nothing is lost by that here. Look whether it runs, and whether Console:Receiver is its address; then try "
                + "again.",
            503),
        // It failed often just now, and isn't asked for a few seconds: what it failed by is what is so.
        BrokenCircuitException { InnerException: { } why } when Of(why) is { } trouble => trouble,
        BrokenCircuitException => new Trouble(
            "The receiver fails.",
            "It was asked often and answered with errors, so it is left alone for a few seconds. Try again in a moment; "
                + "if that lasts, look at its health.",
            503),
        OperationCanceledException or ExecutionRejectedException => new Trouble(
            "The receiver doesn't answer in time.",
            "It may be busy or restarting. Try again in a moment; if that lasts, look at its health.",
            503),
        _ => null,
    };

    private static Trouble OfAnswer(ReceiverException answered) => answered.Status switch
    {
        < 400 => new Trouble(
            "What answers isn't the receiver.",
            "Look whether Console:Receiver is its address, without another page or a redirect in between, and whether "
                + "console and receiver are of one version.",
            502),
        401 => new Trouble(
            "The receiver doesn't know who you are.",
            "Sign out and in again. If that doesn't help, the receiver's Admin settings don't fit the console's; "
                + "in Development, look whether Console:ApiKey is a key of the receiver.",
            403),
        403 => new Trouble(
            "You may not do this.",
            answered.Problem.Detail ?? "Ask whoever gives roles for the receiver: acting needs the role operator.",
            403),
        404 when answered.Problem.Type == "/problems/no-such-entry" => new Trouble(
            "That isn't there any more.",
            "Somebody else has ended it meanwhile, or it is older than the journal keeps it. "
                + "Look at what there is now.",
            404),
        404 => new Trouble(
            "The receiver has no such page.",
            "Its admin API is off, or it is of another version than the console: set Admin:Operators, or deploy both "
                + "alike.",
            502),
        429 => new Trouble("The receiver has too many requests.", "Try again in a moment.", 503),
        >= 500 => new Trouble(
            "The receiver can't answer that now.",
            answered.Problem.Detail ?? "Try again in a moment; if that lasts, look at its health.",
            503),
        _ => new Trouble("The receiver didn't take that.", answered.Message, 400),
    };
}
