namespace Genesys.Receiver.GenesysCloud;

/// <summary>A resource of the Platform API that is fetched.</summary>
/// <param name="Template">Its path with the variable part named, for spans.</param>
/// <param name="Refusal">The sentence for operators when it answers 403: which permission to give.</param>
internal sealed record ApiResource(string Template, string Refusal)
{
    /// <summary>How it is asked for.</summary>
    public HttpMethod Method { get; private init; } = HttpMethod.Get;

    public static readonly ApiResource Conversation = new(
        "/api/v2/conversations/{conversationId}",
        "Genesys Cloud refuses conversations (HTTP 403): give a role with the permission "
        + "conversation:communication:view, in the divisions concerned, to the OAuth client.");

    public static readonly ApiResource Analytics = new(
        "/api/v2/analytics/conversations/{conversationId}/details",
        "Genesys Cloud refuses analytics details (HTTP 403): give a role with the permission "
        + "analytics:conversationDetail:view, in the divisions concerned, to the OAuth client, "
        + "or set Genesys:IncludeAnalytics to false.");

    public static readonly ApiResource DetailsQuery = new(
        "/api/v2/analytics/conversations/details/query",
        "Genesys Cloud refuses the query of analytics details (HTTP 403), so that nobody knows whether events were "
        + "lost: "
        + "give a role with the permission analytics:conversationDetail:view, in all divisions, to the OAuth client, "
        + "or set Reconciliation:Enabled to false.")
    { Method = HttpMethod.Post };
}
