using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Genesys.AppHost.Commands;

/// <summary>The mock's proof as a list: a line for each comparison.</summary>
internal static class Proof
{
    public static async Task<ExecuteCommandResult> ReadAsync(HttpCommandResultContext context)
    {
        if (context.Response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return await RequestCommand.ReadAsync(context.Response, "Proof", context.CancellationToken);
        }

        var report = await context.Response.Content.ReadFromJsonAsync<JsonElement>(context.CancellationToken);
        var list = new StringBuilder();
        foreach (var check in report.GetProperty("checks").EnumerateArray())
        {
            list.Append("- ").Append(Mark(check)).Append(" **").Append(check.GetProperty("name").GetString())
                .Append("**: ").AppendLine(check.GetProperty("said").GetString());
            foreach (var example in check.GetProperty("examples").EnumerateArray())
            {
                list.Append("  - `").Append(example.GetString()).AppendLine("`");
            }
        }

        return report.GetProperty("verdict").GetString()?.ToUpperInvariant() switch
        {
            "NOTHINGLOST" =>
                CommandResults.Success(
                    "Nothing was lost.", list.ToString(), CommandResultFormat.Markdown, displayImmediately: true),
            "PENDING" =>
                CommandResults.Success(
                    "Nothing was lost so far; something is still under way.", list.ToString(),
                    CommandResultFormat.Markdown, displayImmediately: true),
            _ => CommandResults.Failure("Something was lost.", list.ToString(), CommandResultFormat.Markdown),
        };
    }

    private static string Mark(JsonElement check) =>
        !check.GetProperty("made").GetBoolean()
            ? "–"
            : check.GetProperty("missing").GetInt32() > 0
                ? "✘" : check.GetProperty("pending").GetInt32() > 0 ? "…" : "✔";
}
