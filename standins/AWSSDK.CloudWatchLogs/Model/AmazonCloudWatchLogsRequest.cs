using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Base of every request to CloudWatch Logs.</summary>
public partial class AmazonCloudWatchLogsRequest : AmazonWebServiceRequest;
