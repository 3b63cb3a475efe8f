using Genesys.MockCloudWatch.Configuration;
using Genesys.MockCloudWatch.Storage;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>ARNs of groups and streams in the configured account.</summary>
internal sealed class Arns(Microsoft.Extensions.Options.IOptions<MockOptions> options)
{
    /// <summary>The group's ARN without <c>:*</c> behind it.</summary>
    public string Of(LogGroup group) => $"arn:aws:logs:{group.Region}:{options.Value.AccountId}:log-group:{group.Name}";

    /// <summary>ARN of something that isn't a group: <c>destination</c>, <c>delivery</c> and so on.</summary>
    public string Of(LogRegion region, string kind, string name) =>
        $"arn:aws:logs:{region.Name}:{options.Value.AccountId}:{kind}:{name}";

    public string Of(LogGroup group, LogStream stream) => $"{Of(group)}:log-stream:{stream.Name}";
}
