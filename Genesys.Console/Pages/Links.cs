using System.Globalization;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.WebUtilities;

namespace Genesys.Console.Pages;

/// <summary>Addresses of pages.</summary>
internal static class Links
{
    private const string Cursor = "cursor";

    public static string Delivery(long key) => string.Create(CultureInfo.InvariantCulture, $"/deliveries/{key}");

    public static string Anomaly(long key) => string.Create(CultureInfo.InvariantCulture, $"/anomalies/{key}");

    /// <summary>Those that have an id: of an event, of a request or of a trace.</summary>
    public static string Anomalies(AnomalyFilter of, string? cursor = null) => With(
        "/anomalies", ("event", of.EventId), ("request", of.RequestId), ("trace", of.TraceId), (Cursor, cursor));

    public static string Failure(string id) => $"/failures/{Uri.EscapeDataString(id)}";

    /// <summary>What failed for good at one destination.</summary>
    public static string Failures(string destination) => With("/failures", ("at", destination));

    public static string Destination(string name) => $"/destinations/{Uri.EscapeDataString(name)}";

    public static string Job(long id) => string.Create(CultureInfo.InvariantCulture, $"/jobs/{id}");

    public static string Window(long id) => string.Create(CultureInfo.InvariantCulture, $"/reconciliation/{id}");

    /// <summary>
    /// In the query: of a path, routing can't tell <c>%2f</c> in an id from a slash, and proxies change both.
    /// </summary>
    public static string Conversation(string id) => With("/conversations", ("id", id));

    public static string Search(string query, string? cursor = null) =>
        With("/search", ("q", query), (Cursor, cursor));

    /// <summary>Where in a list the page that was asked for begins; null: at its newest.</summary>
    public static string? CursorIn(HttpContext context) =>
        context.Request.Query[Cursor].ToString() is { Length: > 0 } cursor ? cursor : null;

    /// <summary>The page that was asked for, at another place of its list.</summary>
    /// <param name="context">Its request.</param>
    /// <param name="cursor">The place; null: the newest.</param>
    public static string Here(HttpContext context, string? cursor) => With(
        context.Request.Path.ToUriComponent(),
        [
            .. context.Request.Query.Where(one => one.Key != Cursor)
                .SelectMany(one => one.Value, (one, value) => (one.Key, value)),
            (Cursor, cursor),
        ]);

    /// <summary>A path with those of the parameters that have a value.</summary>
    public static string With(string path, params (string Name, string? Value)[] query) => QueryHelpers.AddQueryString(
        path,
        query.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => KeyValuePair.Create(one.Name, one.Value)));
}
