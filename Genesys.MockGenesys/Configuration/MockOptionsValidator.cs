using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Configuration;

/// <summary>The rules of <see cref="MockOptions"/> that no attribute states.</summary>
internal sealed class MockOptionsValidator : IValidateOptions<MockOptions>
{
    private static readonly TimeSpan LongestTokenLifetime = TimeSpan.FromHours(48);

    public ValidateOptionsResult Validate(string? name, MockOptions options)
    {
        var problems = new List<string>();
        if (options.TokenLifetime < TimeSpan.FromSeconds(1) || options.TokenLifetime > LongestTokenLifetime)
        {
            problems.Add("Set Mock:TokenLifetime to a time from 1 second (00:00:01) to 48 hours (2.00:00:00).");
        }

        if (options.SlowFrom < TimeSpan.Zero || options.SlowTo < options.SlowFrom)
        {
            problems.Add("Set Mock:SlowFrom to zero or more and Mock:SlowTo to no less than Mock:SlowFrom.");
        }

        if ((options.ClientId.Length == 0) != (options.ClientSecret.Length == 0))
        {
            problems.Add("Set both Mock:ClientId and Mock:ClientSecret, or neither.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
