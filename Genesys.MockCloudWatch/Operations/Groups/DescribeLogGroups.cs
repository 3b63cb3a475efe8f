using System.Text.Json;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Groups;

internal sealed class DescribeLogGroups(Arns arns) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var prefix = Names.OptionalGroup(parameters, "logGroupNamePrefix");
        var pattern = parameters.Text("logGroupNamePattern");
        if (prefix is not null && pattern is not null)
        {
            throw ApiException.InvalidParameter(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }

        var identifiers = parameters
            .Texts("logGroupIdentifiers")?
            .Select(Names.FromIdentifier)
            .ToHashSet(StringComparer.Ordinal);
        var groupClass = GroupClass.Of(parameters);
        var found = call.Region.ToArray()
            .Where(group => prefix is null || group.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(group => pattern is null || group.Name.Contains(pattern, StringComparison.OrdinalIgnoreCase))
            .Where(group => groupClass is null || group.Class == groupClass)
            .Where(group => identifiers is null || identifiers.Contains(group.Name));
        new Page(Name, parameters).WriteByName(call, "logGroups", found, group => group.Name, Write);
    }

    private void Write(Utf8JsonWriter json, LogGroup group)
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
