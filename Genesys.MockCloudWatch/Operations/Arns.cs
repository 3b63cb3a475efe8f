using Genesys.MockCloudWatch.Storage;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>ARNs of groups and streams in the configured account.</summary>
public sealed class Arns(Microsoft.Extensions.Options.IOptions<MockOptions> options)
{
    /// <summary>The group's ARN without <c>:*</c> behind it.</summary>
    public string Of(LogGroup group) => $"arn:aws:logs:{group.Region}:{options.Value.AccountId}:log-group:{group.Name}";

    public string Of(LogGroup group, LogStream stream) => $"{Of(group)}:log-stream:{stream.Name}";
}
