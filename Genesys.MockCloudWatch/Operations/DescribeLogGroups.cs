using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class DescribeLogGroups(Arns arns) : IOperation
{
    private const int MaxPage = 50;

    public string Name => nameof(DescribeLogGroups);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var prefix = Names.OptionalGroup(parameters, "logGroupNamePrefix");
        var pattern = parameters.Text("logGroupNamePattern");
        if (prefix is not null && pattern is not null)
        {
            throw ApiException.InvalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }

        var identifiers = parameters.Texts("logGroupIdentifiers")?.Select(Names.FromIdentifier).ToHashSet(StringComparer.Ordinal);
        var groupClass = Limits.OneOf(parameters, "logGroupClass", CreateLogGroup.Classes);
        var limit = Limits.Limit(parameters, MaxPage, MaxPage);
        var question = $"groups {prefix} {pattern} {groupClass}";
        var after = PageToken.Read(question, parameters.Text("nextToken"));

        var found = call.Region.ToArray()
            .Where(group => after is null || string.CompareOrdinal(group.Name, after) > 0)
            .Where(group => prefix is null || group.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(group => pattern is null || group.Name.Contains(pattern, StringComparison.OrdinalIgnoreCase))
            .Where(group => groupClass is null || group.Class == groupClass)
            .Where(group => identifiers is null || identifiers.Contains(group.Name))
            .Take(limit + 1)
            .ToArray();

        var json = call.Output.Json;
        json.WriteStartObject();
        json.WriteStartArray("logGroups"u8);
        foreach (var group in found.Take(limit))
        {
            Write(json, group);
        }

        json.WriteEndArray();
        if (found.Length > limit)
        {
            json.WriteString("nextToken"u8, PageToken.Write(question, found[limit - 1].Name));
        }

        json.WriteEndObject();
    }

    private void Write(System.Text.Json.Utf8JsonWriter json, LogGroup group)
    {
        var arn = arns.Of(group);
        lock (group.Gate)
        {
            json.WriteStartObject();
            json.WriteString("logGroupName"u8, group.Name);
            json.WriteNumber("creationTime"u8, group.CreationTime);
            if (group.RetentionInDays is { } days)
            {
                json.WriteNumber("retentionInDays"u8, days);
            }

            json.WriteNumber("metricFilterCount"u8, group.MetricFilters.Count);
            json.WriteString("arn"u8, arn + ":*");
            json.WriteNumber("storedBytes"u8, group.StoredBytes);
            if (group.KmsKeyId is { } key)
            {
                json.WriteString("kmsKeyId"u8, key);
            }

            json.WriteString("logGroupClass"u8, group.Class);
            json.WriteString("logGroupArn"u8, arn);
            json.WriteBoolean("deletionProtectionEnabled"u8, group.DeletionProtected);
            json.WriteEndObject();
        }
    }
}
