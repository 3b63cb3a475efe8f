using System.Net;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>The exception for an error's code.</summary>
internal static class ModelledErrors
{
    public static AmazonCloudWatchLogsException Create(ErrorResponse error, Exception inner, HttpStatusCode status)
    {
        var (message, type, code, request) = (error.Message, error.Type, error.Code, error.RequestId);
        return code switch
        {
            "AccessDeniedException" => new AccessDeniedException(message, inner, type, code, request, status),
            "DataAlreadyAcceptedException" => new DataAlreadyAcceptedException(message, inner, type, code, request, status),
            "InvalidParameterException" => new InvalidParameterException(message, inner, type, code, request, status),
            "InvalidSequenceTokenException" => new InvalidSequenceTokenException(message, inner, type, code, request, status),
            "LimitExceededException" => new LimitExceededException(message, inner, type, code, request, status),
            "OperationAbortedException" => new OperationAbortedException(message, inner, type, code, request, status),
            "ResourceAlreadyExistsException" => new ResourceAlreadyExistsException(message, inner, type, code, request, status),
            "ResourceNotFoundException" => new ResourceNotFoundException(message, inner, type, code, request, status),
            "ServiceUnavailableException" => new ServiceUnavailableException(message, inner, type, code, request, status),
            "ThrottlingException" => new ThrottlingException(message, inner, type, code, request, status),
            "UnrecognizedClientException" => new UnrecognizedClientException(message, inner, type, code, request, status),
            "ValidationException" => new ValidationException(message, inner, type, code, request, status),
            _ => new AmazonCloudWatchLogsException(message, inner, type, code, request, status),
        };
    }
}
