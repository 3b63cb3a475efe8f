using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>The rules of <see cref="SenderOptions"/> that no attribute states.</summary>
internal sealed class SenderOptionsValidator : IValidateOptions<SenderOptions>
{
    public ValidateOptionsResult Validate(string? name, SenderOptions options)
    {
        var problems = new List<string>();
        if (options.Target.Length > 0 && !Destination.TryParse(options.Target, out _))
        {
            problems.Add(
                "Set Sender:Target to the receiver's address, for example http://localhost:8000, or leave it empty to "
                + "send nothing.");
        }

        if (options.ReorderDelay < TimeSpan.Zero || options.ReorderDelay > TimeSpan.FromHours(1))
        {
            problems.Add("Set Sender:ReorderDelay to a time from zero to 1 hour.");
        }

        if (options.BatchWindow < TimeSpan.Zero || options.BatchWindow > TimeSpan.FromSeconds(300))
        {
            problems.Add("Set Sender:BatchWindow to a time from zero to 300 seconds.");
        }

        if (options.TranscriptionInterval < TimeSpan.FromMilliseconds(100)
            || options.TranscriptionInterval > TimeSpan.FromMinutes(1))
        {
            problems.Add("Set Sender:TranscriptionInterval to a time from 0.1 seconds to 1 minute.");
        }

        if (options.CallLength < options.TranscriptionInterval || options.CallLength > TimeSpan.FromDays(1))
        {
            problems.Add("Set Sender:CallLength to a time from Sender:TranscriptionInterval to 1 day.");
        }

        if (options.Bus == EventBus.Classic
            && (options.Transformer != Transformer.Raw || options.BatchOfOne is not null))
        {
            problems.Add(
                "Set Sender:Bus to Batching, or leave out Sender:Transformer and Sender:BatchOfOne: a classic bus has "
                + "neither.");
        }

        if (options.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromMinutes(5)))
        {
            problems.Add("Set Sender:Timeout to a time above zero and at most 5 minutes.");
        }

        if (options.MaximumEventAge is { } age && (age < TimeSpan.FromSeconds(60) || age > TimeSpan.FromHours(24)))
        {
            problems.Add("Set Sender:MaximumEventAge to a time from 60 seconds to 24 hours.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
