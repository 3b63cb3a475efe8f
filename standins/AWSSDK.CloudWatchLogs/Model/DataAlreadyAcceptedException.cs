using System.Net;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>The batch was logged before.</summary>
public partial class DataAlreadyAcceptedException : AmazonCloudWatchLogsException
{
    public DataAlreadyAcceptedException(string message)
        : base(message)
    {
    }

    public DataAlreadyAcceptedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public DataAlreadyAcceptedException(Exception innerException)
        : base(innerException)
    {
    }

    public DataAlreadyAcceptedException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId,
        HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    public DataAlreadyAcceptedException(
        string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>The token that the service waits for.</summary>
    public string? ExpectedSequenceToken { get; set; }
}
