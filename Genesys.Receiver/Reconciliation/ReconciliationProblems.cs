using System.Globalization;
using Genesys.Receiver.GenesysCloud;

namespace Genesys.Receiver.Reconciliation;

/// <summary>Why a window can't be compared, in sentences that operators read.</summary>
internal static class ReconciliationProblems
{
    private const int Forbidden = 403;

    public const string TooOld =
        "It couldn't be compared while the journal knew its events (Journal:Retention): whether anything was lost "
            + "isn't known.";

    public const string Taken = "Another receiver compares it.";

    public const string Unexpected =
        "Dealing with it failed unexpectedly: the receiver's log says how. It is tried again.";

    public static string Of(DetailsPage answer) => answer.StatusCode == Forbidden
        ? ApiResource.DetailsQuery.Refusal
        : $"Genesys Cloud didn't answer the query of analytics details ({answer.Problem}); it is asked again.";

    public static string TooMany(int max) => string.Create(
        CultureInfo.InvariantCulture,
        $"A minute holds more than {max} conversations: set Reconciliation:MaxConversations higher.");
}
