using System.Text.RegularExpressions;

namespace Genesys.Tests.Architecture;

/// <summary>
/// The folders of a service in the order in which data passes through them, and what only some of them may touch.
/// </summary>
internal static partial class Layers
{
    /// <summary>
    /// A folder reaches only folders of the levels below it. The empty name is the service's root:
    /// <c>AddReceiver</c> and <c>UseReceiver</c>.
    /// </summary>
    private static readonly string[][] Order =
    [
        ["Commands"],
        [""],
        ["Admin", "Health"],
        ["Intake"],
        ["Processing"],
        ["Anomalies", "Destinations", "Reconciliation"],
        ["GenesysCloud", "Journal", "Answers"],
        ["Validation"],
        ["Redaction"],
        ["Hosting"],
        ["Telemetry"],
        ["Configuration"],
    ];

    // Where: a folder, a folder's folder or a type.
    private static readonly (Regex What, string[] Where)[] Reserved =
    [
        (HttpContexts(), ["Admin", "Intake"]),
        (Sql(), ["Journal"]),
        (CloudWatch(), ["Anomalies"]),
        (Sqs(), ["Destinations"]),
        (Aws(), ["Anomalies", "Destinations", "Configuration.Platform.AwsClients"]),
        (
            HttpClients(),
            [
                "GenesysCloud", "Destinations", "Intake.Authentication.IssuerKeys",
                "Intake.Authentication.JwtAuthenticator", "Configuration.Platform.AwsClients",
            ]),
        (AdminContracts(), ["Admin"]),
        (CommandLines(), ["Commands"]),
        (SentJson(), ["Validation"]),
    ];

    /// <summary>Arrows that don't point to a folder below, each with a use that shows it.</summary>
    public static IEnumerable<string> WrongArrows(TypeGraph graph) => graph.FolderArrows
        .Where(arrow => LevelOf(arrow.From) >= LevelOf(arrow.To))
        .Select(arrow => $"{arrow.From} > {arrow.To}: {arrow.Witness}");

    /// <summary>Uses of what is reserved for other folders.</summary>
    public static IEnumerable<string> Trespasses(TypeGraph graph, string root) =>
        from use in graph.All
        from rule in Reserved
        where rule.What.IsMatch(use.To)
            && !rule.Where.Any(place => $"{use.From}.".StartsWith($"{root}.{place}.", StringComparison.Ordinal))
        select $"{use.From} uses {use.To}";

    private static int LevelOf(string folder)
    {
        var level = Array.FindIndex(Order, names => names.Contains(folder));
        return level >= 0
            ? level
            : throw new InvalidOperationException(
                $"{folder} has no level: add it to {nameof(Layers)} and to ARCHITECTURE.md.");
    }

    [GeneratedRegex(@"^Microsoft\.AspNetCore\.Http\.Http(Context|Request|Response)$")]
    private static partial Regex HttpContexts();

    [GeneratedRegex(@"^(Npgsql|Microsoft\.Data\.Sqlite|SQLitePCL)\.")]
    private static partial Regex Sql();

    [GeneratedRegex(@"^Amazon\.CloudWatchLogs\.")]
    private static partial Regex CloudWatch();

    [GeneratedRegex(@"^Amazon\.")]
    private static partial Regex Aws();

    [GeneratedRegex(@"^Amazon\.SQS\.")]
    private static partial Regex Sqs();

    [GeneratedRegex(@"^System\.Net\.Http\.(HttpClient|HttpMessage|SocketsHttp|IHttpClientFactory)")]
    private static partial Regex HttpClients();

    [GeneratedRegex(@"^Genesys\.Receiver\.Client\.")]
    private static partial Regex AdminContracts();

    [GeneratedRegex(@"^System\.CommandLine\.")]
    private static partial Regex CommandLines();

    [GeneratedRegex(@"^Genesys\.Receiver\.Validation\.Json\.")]
    private static partial Regex SentJson();
}
