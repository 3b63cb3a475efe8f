using System.Net;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>The exception for an error's code.</summary>
internal static class ModelledErrors
{
    public static AmazonCloudWatchLogsException Create(ErrorResponse error, Exception inner, HttpStatusCode status) => error.Code switch
    {
        "AccessDeniedException" => new AccessDeniedException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "DataAlreadyAcceptedException" => new DataAlreadyAcceptedException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "InvalidParameterException" => new InvalidParameterException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "InvalidSequenceTokenException" => new InvalidSequenceTokenException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "LimitExceededException" => new LimitExceededException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "OperationAbortedException" => new OperationAbortedException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "ResourceAlreadyExistsException" => new ResourceAlreadyExistsException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "ResourceNotFoundException" => new ResourceNotFoundException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "ServiceUnavailableException" => new ServiceUnavailableException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "ThrottlingException" => new ThrottlingException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "UnrecognizedClientException" => new UnrecognizedClientException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "ValidationException" => new ValidationException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        _ => new AmazonCloudWatchLogsException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
    };
}
