using Genesys.MockCloudWatch;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } exitCode)
{
    return exitCode;
}

SettingsFiles.Poll();
return await ServiceRun.RunToEndAsync(
    () =>
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddStartLog();
        builder.AddCloudWatchLogs();

        var app = builder.Build();
        // LocalStack's own name for this machine.
        app.UseCrossSiteProtection("localhost.localstack.cloud");
        app.MapDefaultEndpoints();
        app.MapCloudWatchLogs();
        return app;
    },
    Console.Error);
