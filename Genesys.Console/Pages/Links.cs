using System.Globalization;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.WebUtilities;

namespace Genesys.Console.Pages;

/// <summary>Addresses of pages.</summary>
internal static class Links
{
    public static string Delivery(long key) => string.Create(CultureInfo.InvariantCulture, $"/deliveries/{key}");

    public static string Anomaly(long key) => string.Create(CultureInfo.InvariantCulture, $"/anomalies/{key}");

    /// <summary>Those that have an id: of an event, of a request or of a trace.</summary>
    public static string Anomalies(AnomalyFilter of, string? cursor = null) => With(
        "/anomalies", ("event", of.EventId), ("request", of.RequestId), ("trace", of.TraceId), ("cursor", cursor));

    public static string Failure(string id) => $"/failures/{Uri.EscapeDataString(id)}";

    /// <summary>What failed for good at one destination.</summary>
    public static string Failures(string destination) => With("/failures", ("at", destination));

    public static string Destination(string name) => $"/destinations/{Uri.EscapeDataString(name)}";

    public static string Job(long id) => string.Create(CultureInfo.InvariantCulture, $"/jobs/{id}");

    public static string Window(long id) => string.Create(CultureInfo.InvariantCulture, $"/reconciliation/{id}");

    public static string Conversation(string id) => $"/conversations/{Uri.EscapeDataString(id)}";

    public static string Search(string query, string? cursor = null) =>
        With("/search", ("q", query), ("cursor", cursor));

    /// <summary>A path with those of the parameters that have a value.</summary>
    public static string With(string path, params (string Name, string? Value)[] query) => QueryHelpers.AddQueryString(
        path,
        query.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => KeyValuePair.Create(one.Name, one.Value)));
}
