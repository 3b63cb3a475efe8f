using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Anomalies;

/// <summary>What one setting of the shipping asks of another.</summary>
internal sealed class CloudWatchOptionsValidator : IValidateOptions<CloudWatchOptions>
{
    public ValidateOptionsResult Validate(string? name, CloudWatchOptions options)
    {
        List<string> failures = [];
        if (options.MaxEventBytes + LogEvent.Overhead > options.BatchBytes)
        {
            failures.Add($"CloudWatch:MaxEventBytes must be at most CloudWatch:BatchBytes less {LogEvent.Overhead}, or an event would fit into no batch.");
        }

        if (options.BaseDelay > options.MaxDelay)
        {
            failures.Add("CloudWatch:BaseDelay must not be longer than CloudWatch:MaxDelay.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
