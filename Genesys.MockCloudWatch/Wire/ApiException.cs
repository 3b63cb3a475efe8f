using System.Globalization;

namespace Genesys.MockCloudWatch.Wire;

/// <summary>An error that a call is answered with, in AWS's words.</summary>
internal sealed class ApiException : Exception
{
    /// <summary>The error's type for a parameter that breaks the API's model.</summary>
    public const string InvalidParameterType = "InvalidParameterException";

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

    public static ApiException InvalidParameter(string message) => new(InvalidParameterType, message);

    public static ApiException Validation(string message) => new("ValidationException", message);

    /// <summary>
    /// A parameter that breaks a constraint of the API's model. The error shows its value: names aren't personal.
    /// </summary>
    public static ApiException Constraint(
        object? value, string parameter, string constraint, string type = InvalidParameterType) =>
        Violated($"Value '{value}' at", parameter, constraint, type);

    /// <summary>
    /// A parameter that breaks a constraint of the API's model, and whose value the error doesn't show.
    /// </summary>
    public static ApiException ConstraintWithoutValue(
        string parameter, string constraint, string type = InvalidParameterType) =>
        Violated("Value at", parameter, constraint, type);

    /// <summary>A parameter that must be given.</summary>
    public static ApiException Missing(string parameter, string type = InvalidParameterType) =>
        Violated("Value null at", parameter, "Member must not be null", type);

    /// <summary>What a length breaks; null: it is between the two.</summary>
    public static string? LengthConstraint(int length, int min, int max) =>
        length < min ? string.Create(
            CultureInfo.InvariantCulture, $"Member must have length greater than or equal to {min}")
        : length > max ? string.Create(
            CultureInfo.InvariantCulture, $"Member must have length less than or equal to {max}")
        : null;

    /// <summary>What a text breaks that isn't of a pattern.</summary>
    public static string PatternConstraint(string pattern) =>
        $"Member must satisfy regular expression pattern: {pattern}";

    public static ApiException NotFound(string message) => new("ResourceNotFoundException", message);

    /// <summary>A group or a stream that is there already.</summary>
    public static ApiException AlreadyExists(string what) =>
        new("ResourceAlreadyExistsException", $"The specified log {what} already exists");

    public static ApiException LimitExceeded() => new("LimitExceededException", "Resource limit exceeded.");

    public static ApiException NoGroup() => NotFound("The specified log group does not exist.");

    public static ApiException NoStream() => NotFound("The specified log stream does not exist.");

    public static ApiException Serialization() =>
        new("SerializationException", "The request body isn't JSON of the operation's shape.");

    private static ApiException Violated(string value, string parameter, string constraint, string type) =>
        new(type, $"1 validation error detected: {value} '{parameter}' failed to satisfy constraint: {constraint}");
}
