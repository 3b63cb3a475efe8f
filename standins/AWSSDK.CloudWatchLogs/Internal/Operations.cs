using Amazon.CloudWatchLogs.Internal.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>How each operation is written to the wire and read from it.</summary>
internal static class Operations
{
    public static readonly InvokeOptions CreateLogGroup =
        JsonOperation.Create<CreateLogGroupRequest, CreateLogGroupResponse>(
            "CreateLogGroup", RequestJson.Write);

    public static readonly InvokeOptions CreateLogStream =
        JsonOperation.Create<CreateLogStreamRequest, CreateLogStreamResponse>(
            "CreateLogStream", RequestJson.Write);

    public static readonly InvokeOptions DescribeLogGroups =
        JsonOperation.Create<DescribeLogGroupsRequest, DescribeLogGroupsResponse>(
            "DescribeLogGroups", RequestJson.Write, ResponseJson.DescribeLogGroupsResponse);

    public static readonly InvokeOptions DescribeLogStreams =
        JsonOperation.Create<DescribeLogStreamsRequest, DescribeLogStreamsResponse>(
            "DescribeLogStreams", RequestJson.Write, ResponseJson.DescribeLogStreamsResponse);

    public static readonly InvokeOptions FilterLogEvents =
        JsonOperation.Create<FilterLogEventsRequest, FilterLogEventsResponse>(
            "FilterLogEvents", RequestJson.Write, ResponseJson.FilterLogEventsResponse);

    public static readonly InvokeOptions GetLogEvents = JsonOperation.Create<GetLogEventsRequest, GetLogEventsResponse>(
        "GetLogEvents", RequestJson.Write, ResponseJson.GetLogEventsResponse);

    public static readonly InvokeOptions PutLogEvents = JsonOperation.Create<PutLogEventsRequest, PutLogEventsResponse>(
        "PutLogEvents", RequestJson.Write, ResponseJson.PutLogEventsResponse);

    public static readonly InvokeOptions PutRetentionPolicy =
        JsonOperation.Create<PutRetentionPolicyRequest, PutRetentionPolicyResponse>(
            "PutRetentionPolicy", RequestJson.Write);
}
