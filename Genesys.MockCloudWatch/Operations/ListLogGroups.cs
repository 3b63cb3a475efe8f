using System.Text.RegularExpressions;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed partial class ListLogGroups(Arns arns) : IOperation
{
    private const int MaxPage = 1_000;
    private const int DefaultPage = 50;

    public string Name => nameof(ListLogGroups);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var pattern = parameters.Text("logGroupNamePattern");
        if (pattern is not null && !Pattern().IsMatch(pattern))
        {
            throw ApiException.Constraint(Names.Quote(pattern), "logGroupNamePattern", $"Member must satisfy regular expression pattern: {Pattern()}");
        }

        var groupClass = Limits.OneOf(parameters, "logGroupClass", CreateLogGroup.Classes);
        var limit = Limits.Limit(parameters, MaxPage, DefaultPage);
        var question = $"list {pattern} {groupClass}";
        var after = PageToken.Read(question, parameters.Text("nextToken"));
        var names = pattern is null ? null : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        var found = call.Region.ToArray()
            .Where(group => after is null || string.CompareOrdinal(group.Name, after) > 0)
            .Where(group => names is null || names.IsMatch(group.Name))
            .Where(group => groupClass is null || group.Class == groupClass)
            .Take(limit + 1)
            .ToArray();

        var json = call.Output.Json;
        json.WriteStartObject();
        json.WriteStartArray("logGroups"u8);
        foreach (var group in found.Take(limit))
        {
            json.WriteStartObject();
            json.WriteString("logGroupName"u8, group.Name);
            json.WriteString("logGroupArn"u8, arns.Of(group));
            json.WriteString("logGroupClass"u8, group.Class);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (found.Length > limit)
        {
            json.WriteString("nextToken"u8, PageToken.Write(question, found[limit - 1].Name));
        }

        json.WriteEndObject();
    }

    [GeneratedRegex(@"\A(\^?[\.\-_/#A-Za-z0-9]{3,24})(\|\^?[\.\-_/#A-Za-z0-9]{3,24}){0,4}\z")]
    private static partial Regex Pattern();
}
