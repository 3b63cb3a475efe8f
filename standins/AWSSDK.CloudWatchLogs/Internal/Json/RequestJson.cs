using System.Text.Json;
using Amazon.CloudWatchLogs.Model;

namespace Amazon.CloudWatchLogs.Internal.Json;

/// <summary>Members of each request as AWS JSON 1.1 spells them; what isn't set isn't written.</summary>
internal static class RequestJson
{
    public static void Write(Utf8JsonWriter writer, CreateLogGroupRequest value)
    {
        writer.Flag("deletionProtectionEnabled", value.DeletionProtectionEnabled);
        writer.Text("kmsKeyId", value.KmsKeyId);
        writer.Text("logGroupClass", value.LogGroupClass?.Value);
        writer.Text("logGroupName", value.LogGroupName);
        writer.Map("tags", value.Tags);
    }

    public static void Write(Utf8JsonWriter writer, CreateLogStreamRequest value)
    {
        writer.Text("logGroupName", value.LogGroupName);
        writer.Text("logStreamName", value.LogStreamName);
    }

    public static void Write(Utf8JsonWriter writer, PutRetentionPolicyRequest value)
    {
        writer.Text("logGroupName", value.LogGroupName);
        writer.Number("retentionInDays", value.RetentionInDays);
    }

    public static void Write(Utf8JsonWriter writer, PutLogEventsRequest value)
    {
        writer.Nested("entity", value.Entity, Write);
        writer.List("logEvents", value.LogEvents, Write);
        writer.Text("logGroupName", value.LogGroupName);
        writer.Text("logStreamName", value.LogStreamName);
        writer.Text("sequenceToken", value.SequenceToken);
    }

    public static void Write(Utf8JsonWriter writer, DescribeLogGroupsRequest value)
    {
        writer.Texts("accountIdentifiers", value.AccountIdentifiers);
        writer.Flag("includeLinkedAccounts", value.IncludeLinkedAccounts);
        writer.Number("limit", value.Limit);
        writer.Text("logGroupClass", value.LogGroupClass?.Value);
        writer.Texts("logGroupIdentifiers", value.LogGroupIdentifiers);
        writer.Text("logGroupNamePattern", value.LogGroupNamePattern);
        writer.Text("logGroupNamePrefix", value.LogGroupNamePrefix);
        writer.Text("nextToken", value.NextToken);
    }

    public static void Write(Utf8JsonWriter writer, DescribeLogStreamsRequest value)
    {
        writer.Flag("descending", value.Descending);
        writer.Number("limit", value.Limit);
        writer.Text("logGroupIdentifier", value.LogGroupIdentifier);
        writer.Text("logGroupName", value.LogGroupName);
        writer.Text("logStreamNamePrefix", value.LogStreamNamePrefix);
        writer.Text("nextToken", value.NextToken);
        writer.Text("orderBy", value.OrderBy?.Value);
    }

    public static void Write(Utf8JsonWriter writer, GetLogEventsRequest value)
    {
        writer.Time("endTime", value.EndTime);
        writer.Number("limit", value.Limit);
        writer.Text("logGroupIdentifier", value.LogGroupIdentifier);
        writer.Text("logGroupName", value.LogGroupName);
        writer.Text("logStreamName", value.LogStreamName);
        writer.Text("nextToken", value.NextToken);
        writer.Flag("startFromHead", value.StartFromHead);
        writer.Time("startTime", value.StartTime);
        writer.Flag("unmask", value.Unmask);
    }

    public static void Write(Utf8JsonWriter writer, FilterLogEventsRequest value)
    {
        writer.Number("endTime", value.EndTime);
        writer.Text("filterPattern", value.FilterPattern);
        writer.Number("limit", value.Limit);
        writer.Text("logGroupIdentifier", value.LogGroupIdentifier);
        writer.Text("logGroupName", value.LogGroupName);
        writer.Text("logStreamNamePrefix", value.LogStreamNamePrefix);
        writer.Texts("logStreamNames", value.LogStreamNames);
        writer.Text("nextToken", value.NextToken);
        writer.Number("startTime", value.StartTime);
        writer.Flag("unmask", value.Unmask);
    }

    public static void Write(Utf8JsonWriter writer, InputLogEvent value)
    {
        writer.Text("message", value.Message);
        writer.Time("timestamp", value.Timestamp);
    }

    public static void Write(Utf8JsonWriter writer, Entity value)
    {
        writer.Map("attributes", value.Attributes);
        writer.Map("keyAttributes", value.KeyAttributes);
    }
}
