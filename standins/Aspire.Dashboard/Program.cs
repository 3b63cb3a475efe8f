using Aspire.Dashboard;
using Microsoft.Extensions.Options;

try
{
    await using var dashboard = DashboardApplication.Build(args);
    await dashboard.RunAsync();
    return 0;
}
catch (OptionsValidationException error)
{
    await Console.Error.WriteLineAsync("The dashboard cannot start:");
    foreach (var failure in error.Failures)
    {
        await Console.Error.WriteLineAsync("  " + failure);
    }

    return 1;
}
