using System.Net;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Anomalies;

/// <summary>What a failed call to CloudWatch Logs means, in a sentence for the operator.</summary>
internal static class CloudWatchProblem
{
    // Longer than any of AWS's own.
    private const int MaxCode = 64;

    private const string UnknownCode = "unknown_error";

    private const string Waiting = "Anomalies wait in the journal.";

    /// <summary>The answer came from something else: every answer of CloudWatch Logs carries a request id.</summary>
    public const string NotCloudWatch =
        "What answers at the CloudWatch Logs endpoint isn't CloudWatch Logs: its answer has no x-amzn-RequestId. "
        + Waiting;

    /// <summary>The client could not be made.</summary>
    public static string OfConfiguration(Exception exception) =>
        exception.Message.Contains("Region", StringComparison.OrdinalIgnoreCase)
        ? $"No AWS region is set: set AWS_REGION. {Waiting}"
        : $"The AWS client can't be configured ({exception.GetType().Name}): check the AWS_ variables and the "
            + $"profile. {Waiting}";

    /// <summary>
    /// A call failed; the sentence quotes nothing of the answer but its error code, where that has the form of one.
    /// </summary>
    public static string Of(Exception exception) => exception switch
    {
        ThrottlingException or LimitExceededException =>
            $"CloudWatch Logs is throttling ({CodeOf(exception) ?? UnknownCode}). {Waiting}",
        AmazonServiceException { ErrorCode: "AccessDeniedException" or "AccessDenied" } =>
            "The AWS credentials lack a permission: logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents and "
            + $"logs:PutRetentionPolicy are needed. {Waiting}",
        AmazonServiceException
        {
            ErrorCode: "UnrecognizedClientException" or "InvalidSignatureException" or "IncompleteSignatureException"
                or "MissingAuthenticationTokenException" or "InvalidClientTokenId" or "SignatureDoesNotMatch"
                or "ExpiredTokenException" or "ExpiredToken",
        } =>
            $"CloudWatch Logs refuses the AWS credentials ({CodeOf(exception) ?? UnknownCode}): check AWS_ACCESS_KEY_ID and "
            + $"AWS_SECRET_ACCESS_KEY, or the service's role. {Waiting}",
        AmazonServiceException { StatusCode: not default(HttpStatusCode), ErrorCode.Length: > 0 } =>
            $"CloudWatch Logs answers with an error ({CodeOf(exception) ?? UnknownCode}). {Waiting}",
        OperationCanceledException or TimeoutException => $"CloudWatch Logs doesn't answer in time. {Waiting}",
        AmazonClientException when IsAboutCredentials(exception) =>
            "There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the service a "
            + $"role. {Waiting}",
        _ when ConnectionFailure.Find(exception) is { } word =>
            $"CloudWatch Logs {ConnectionFailure.Describe(word)} ({word}). {Waiting}",
        _ => $"CloudWatch Logs can't be reached ({exception.GetType().Name}). {Waiting}",
    };

    /// <summary>
    /// The failure in a word: the service's error code, one of <see cref="ConnectionFailure"/>'s, or the exception's
    /// type.
    /// </summary>
    public static string ErrorType(Exception exception) =>
        CodeOf(exception) ?? ConnectionFailure.Find(exception) ?? exception.GetType().FullName!;

    private static bool IsAboutCredentials(Exception exception) =>
        exception.Message.Contains("credential", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("identity", StringComparison.OrdinalIgnoreCase);

    // What answers in the place of CloudWatch Logs may call its error whatever it likes.
    private static string? CodeOf(Exception exception) =>
        exception is AmazonServiceException { ErrorCode: { Length: > 0 and <= MaxCode } code }
            && code.All(char.IsAsciiLetterOrDigit)
            ? code : null;
}
