using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Pages of resources, 50 at most.</summary>
internal static class ResourcePage
{
    private const int Max = 50;

    /// <summary>Writes the page that the call's <c>limit</c> and <c>nextToken</c> ask for.</summary>
    /// <param name="list">Name of the list in the answer.</param>
    /// <param name="question">What was asked for; a token is good for that only.</param>
    /// <param name="resources">All that was asked for, with the place of each in the order.</param>
    public static void Write(CallContext call, Parameters parameters, string list, string question, IEnumerable<(string Place, JsonObject Description)> resources)
    {
        var limit = Limits.Limit(parameters, Max, Max);
        question = $"{list} {question}";
        var after = PageToken.Read(question, parameters.Text("nextToken"));
        var page = resources
            .Where(item => after is null || string.CompareOrdinal(item.Place, after) > 0)
            .OrderBy(item => item.Place, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToArray();

        var json = call.Output.Json;
        json.WriteStartObject();
        json.WriteStartArray(list);
        foreach (var (_, description) in page.Take(limit))
        {
            description.WriteTo(json);
        }

        json.WriteEndArray();
        if (page.Length > limit)
        {
            json.WriteString("nextToken"u8, PageToken.Write(question, page[limit - 1].Place));
        }

        json.WriteEndObject();
    }

    /// <summary>Writes an answer that is one structure.</summary>
    public static void WriteOne(CallContext call, string member, JsonObject description)
    {
        var json = call.Output.Json;
        json.WriteStartObject();
        json.WritePropertyName(member);
        description.WriteTo(json);
        json.WriteEndObject();
    }
}
