namespace Genesys.MockCloudWatch.Wire;

/// <summary>An error that a call is answered with, in AWS's words.</summary>
public sealed class ApiException : Exception
{
    public ApiException(string type, string message, int status = StatusCodes.Status400BadRequest)
        : base(message)
    {
        Type = type;
        Status = status;
    }

    /// <summary>The error's <c>__type</c>.</summary>
    public string Type { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    public static ApiException InvalidParameter(string message) => new("InvalidParameterException", message);

    public static ApiException Validation(string message) => new("ValidationException", message);

    /// <summary>A parameter that breaks a constraint of the API's model, in the words that AWS's front end has for it.</summary>
    public static ApiException Constraint(string value, string parameter, string constraint) =>
        new("InvalidParameterException", $"1 validation error detected: Value {value}at '{parameter}' failed to satisfy constraint: {constraint}");

    public static ApiException NotFound(string message) => new("ResourceNotFoundException", message);

    public static ApiException LimitExceeded() => new("LimitExceededException", "Resource limit exceeded.");

    public static ApiException NoGroup() => NotFound("The specified log group does not exist.");

    public static ApiException NoStream() => NotFound("The specified log stream does not exist.");

    public static ApiException Serialization() => new("SerializationException", "The request body isn't JSON of the operation's shape.");
}
