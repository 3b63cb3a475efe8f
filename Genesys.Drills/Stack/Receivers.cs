namespace Genesys.Drills.Stack;

/// <summary>The settings of receivers that are measured or killed.</summary>
internal static class Receivers
{
    public const string Region = "us-east-1";

    /// <summary>A receiver's environment.</summary>
    /// <param name="folder">Where its journal and conversations are left.</param>
    /// <param name="number">Its number among those that share the journal.</param>
    /// <param name="postgres">A connection string; null: the journal is SQLite.</param>
    /// <param name="genesys">Genesys Cloud.</param>
    /// <param name="cloudWatch">CloudWatch Logs.</param>
    public static Dictionary<string, string> Environment(
        string folder, int number, string? postgres, Uri genesys, Uri cloudWatch) => new()
        {
            ["Intake__Auth__Mode"] = "None",
            ["Admin__Operators__drills__ApiKey"] = AdminClient.Key,
            ["Admin__Operators__drills__Role"] = "operator",
            ["Journal__Provider"] = postgres is null ? "Sqlite" : "Postgres",
            ["ConnectionStrings__journal"] = postgres ?? Path.Combine(folder, "journal.db"),
            ["GENESYS_CLIENT_ID"] = "client",
            ["GENESYS_CLIENT_SECRET"] = "secret",
            ["GENESYS_API_BASE"] = genesys.AbsoluteUri,
            ["GENESYS_LOGIN_BASE"] = genesys.AbsoluteUri,
            ["Destinations__drills__Type"] = "File",
            ["Destinations__drills__Path"] = HandedOver.FileOf(folder, number),
            ["Destinations__drills__Payload"] = "Conversation",
            ["Destinations__drills__MaxFileBytes"] = "1099511627776",
            ["AWS_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = "drills",
            ["AWS_SECRET_ACCESS_KEY"] = "drills",
            ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = cloudWatch.AbsoluteUri,
            ["CloudWatch__Instance"] = $"receiver-{number}",
            ["Logging__LogLevel__Default"] = "Warning",
        };

    /// <summary>Settings of a mock Genesys Cloud that does nothing wrong by itself.</summary>
    public static Dictionary<string, string> Genesys() => new()
    {
        ["Mock__ClientId"] = "client",
        ["Mock__ClientSecret"] = "secret",
        ["Mock__RequestsPerMinute"] = "1000000",
        ["Mock__UnavailableShare"] = "0",
        ["Mock__SlowShare"] = "0",
        ["Mock__TooManyRequestsShare"] = "0",
        ["Logging__LogLevel__Default"] = "Warning",
    };
}
