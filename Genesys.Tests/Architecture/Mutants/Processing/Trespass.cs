using System.CommandLine;
using Amazon.CloudWatchLogs;
using Genesys.Receiver.Validation.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Genesys.Tests.Architecture.Mutants.Processing;

/// <summary>Touches what is reserved for other folders, in each place where a type can be named.</summary>
internal sealed class Trespass(NpgsqlConnection? connection)
{
    public string? Connection => connection?.ConnectionString;

    public static Command? Read(JsonFault fault) => fault == default ? null : new Command("read");

    public static AmazonCloudWatchLogsClient? Ship(HttpContext context) =>
        context.Items.Count > 0 ? null : Fetch(new HttpClient());

    private static AmazonCloudWatchLogsClient? Fetch(HttpClient client)
    {
        Func<HttpRequest, bool> isBound = request => request.HasFormContentType;
        client.Dispose();
        return isBound.Method.IsStatic ? null : new AmazonCloudWatchLogsClient();
    }
}
