using FluentValidation;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Anomalies;

/// <summary>What one setting of the shipping asks of another.</summary>
internal sealed class CloudWatchOptionsValidator : OptionsRules<CloudWatchOptions>
{
    public CloudWatchOptionsValidator()
    {
        RuleFor(options => options.MaxEventBytes)
            .LessThanOrEqualTo(options => options.BatchBytes - LogEvent.Overhead)
            .WithMessage(
                $"CloudWatch:MaxEventBytes must be at most CloudWatch:BatchBytes less {LogEvent.Overhead}, or an "
                + "event would fit into no batch.");
        RuleFor(options => options.BaseDelay)
            .LessThanOrEqualTo(options => options.MaxDelay)
            .WithMessage("CloudWatch:BaseDelay must not be longer than CloudWatch:MaxDelay.");
    }
}
