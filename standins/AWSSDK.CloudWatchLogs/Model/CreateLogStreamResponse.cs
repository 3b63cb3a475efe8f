using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>The stream was created.</summary>
public partial class CreateLogStreamResponse : AmazonWebServiceResponse;
