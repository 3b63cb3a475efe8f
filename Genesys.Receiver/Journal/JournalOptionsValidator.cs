using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal;

/// <summary>Names every setting of the journal that can't be used.</summary>
internal sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    public ValidateOptionsResult Validate(string? name, JournalOptions options)
    {
        var errors = new List<string>();
        if (!Enum.IsDefined(options.Provider))
        {
            errors.Add("Set Journal:Provider to Sqlite or Postgres.");
        }

        if (options.Provider == JournalProvider.Postgres && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            errors.Add("Set ConnectionStrings:journal to a PostgreSQL connection string, or Journal:Provider to Sqlite.");
        }

        RequireAtLeast(errors, nameof(options.MaxOpenDeliveries), options.MaxOpenDeliveries, 1);
        RequireAtLeast(errors, nameof(options.MaxDeliveryBytes), options.MaxDeliveryBytes, 1);
        RequireAtLeast(errors, nameof(options.MaxOpenAnomalies), options.MaxOpenAnomalies, 1);
        RequireAtLeast(errors, nameof(options.MaxAnomalyBytes), options.MaxAnomalyBytes, 1);
        RequireBetween(errors, nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        RequireBetween(errors, nameof(options.Retention), options.Retention, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void RequireAtLeast(List<string> errors, string setting, long value, long least)
    {
        if (value < least)
        {
            errors.Add($"Set Journal:{setting} to at least {least}.");
        }
    }

    private static void RequireBetween(List<string> errors, string setting, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            errors.Add($"Set Journal:{setting} to a time from {least} to {most}.");
        }
    }
}
