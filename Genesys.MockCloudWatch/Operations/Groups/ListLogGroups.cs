using System.Text.Json;
using System.Text.RegularExpressions;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Groups;

internal sealed partial class ListLogGroups(Arns arns) : Operation
{
    private const int MaxPage = 1_000;
    private const int DefaultPage = 50;

    protected override void Answer(CallContext call, Parameters parameters)
    {
        var pattern = parameters.Text("logGroupNamePattern");
        if (pattern is not null && !Pattern().IsMatch(pattern))
        {
            throw ApiException.Constraint(
                pattern, "logGroupNamePattern", ApiException.PatternConstraint(Pattern().ToString()));
        }

        var groupClass = GroupClass.Of(parameters);
        var names = pattern is null
            ? null
            : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        var found = call.Region.ToArray()
            .Where(group => names is null || names.IsMatch(group.Name))
            .Where(group => groupClass is null || group.Class == groupClass);
        new Page(Name, parameters, MaxPage, DefaultPage).WriteByName(
            call, "logGroups", found, group => group.Name, Write);
    }

    private void Write(Utf8JsonWriter json, LogGroup group)
    {
        json.WriteStartObject();
        json.WriteString("logGroupName"u8, group.Name);
        json.WriteString("logGroupArn"u8, arns.Of(group));
        json.WriteString("logGroupClass"u8, group.Class);
        json.WriteEndObject();
    }

    [GeneratedRegex(
        @"\A(\^?[\.\-_/#A-Za-z0-9]{3,24})(\|\^?[\.\-_/#A-Za-z0-9]{3,24}){0,4}\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Pattern();
}
