using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>The retention was set.</summary>
public partial class PutRetentionPolicyResponse : AmazonWebServiceResponse;
