using System.Text.RegularExpressions;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>
/// Rules for the parameters that name something,
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html and
/// API_CreateLogStream.html.
/// </summary>
internal static partial class Names
{
    private const int MaxLength = 512;
    private const string GroupName = "logGroupName";
    private const string StreamName = "logStreamName";

    private static readonly TextRule Identifier = new(1, 2_048, @"[\w#+=/:,.@-]*");

    /// <summary>A log group's name that must be given.</summary>
    public static string Group(Parameters parameters) =>
        OptionalGroup(parameters) ?? throw ApiException.Missing(GroupName);

    public static string? OptionalGroup(Parameters parameters, string member = GroupName)
    {
        var name = parameters.Text(member);
        if (name is not null)
        {
            CheckGroup(name, member);
        }

        return name;
    }

    public static void CheckGroup(string name, string member)
    {
        CheckLength(name, member);
        if (!GroupPattern().IsMatch(name))
        {
            throw ApiException.Constraint(name, member, ApiException.PatternConstraint(@"[\.\-_/#A-Za-z0-9]+"));
        }
    }

    /// <summary>A log stream's name that must be given.</summary>
    public static string Stream(Parameters parameters) =>
        OptionalStream(parameters, StreamName) ?? throw ApiException.Missing(StreamName);

    public static string? OptionalStream(Parameters parameters, string member)
    {
        var name = parameters.Text(member);
        if (name is not null)
        {
            CheckStream(name, member);
        }

        return name;
    }

    public static void CheckStream(string name, string member)
    {
        CheckLength(name, member);
        if (name.AsSpan().ContainsAny(':', '*'))
        {
            throw ApiException.Constraint(name, member, ApiException.PatternConstraint("[^:*]*"));
        }
    }

    /// <summary>The group with a name.</summary>
    public static LogGroup Find(CallContext call, string group) =>
        call.Region.Find(group) ?? throw ApiException.NoGroup();

    /// <summary>The group that a call must name by <c>logGroupName</c>.</summary>
    public static LogGroup RequiredGroup(CallContext call, Parameters parameters) => Find(call, Group(parameters));

    /// <summary>The group that a call names by name or by identifier.</summary>
    public static LogGroup FindGroup(CallContext call, Parameters parameters)
    {
        var name = OptionalGroup(parameters);
        var identifier = parameters.Text("logGroupIdentifier");
        if (name is not null && identifier is not null)
        {
            throw ApiException.Validation("LogGroup name and LogGroup ARN are mutually exclusive parameters.");
        }

        name ??= identifier is not null
            ? FromIdentifier(identifier)
            : throw ApiException.InvalidParameter("LogGroup name or LogGroup ARN must be specified.");
        return Find(call, name);
    }

    /// <summary>The name in an identifier: a name, or an ARN, which must not end in <c>:*</c>.</summary>
    public static string FromIdentifier(string identifier)
    {
        Identifier.Check(identifier, "logGroupIdentifier");

        if (!identifier.StartsWith("arn:", StringComparison.Ordinal))
        {
            return identifier;
        }

        // arn:aws:logs:region:account:log-group:name
        var parts = identifier.Split(':');
        return parts.Length >= 7 && parts[2] == "logs" && parts[5] == "log-group"
            ? parts[6]
            : throw ApiException.NoGroup();
    }

    private static void CheckLength(string name, string member)
    {
        if (name.Length == 0)
        {
            throw ApiException.Constraint(name, member, ApiException.LengthConstraint(0, 1, MaxLength)!);
        }

        if (name.Length > MaxLength)
        {
            throw ApiException.InvalidParameter(
                "Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
        }
    }

    [GeneratedRegex(@"\A[\.\-_/#A-Za-z0-9]+\z", RegexOptions.None, 1_000)]
    private static partial Regex GroupPattern();
}
