using Genesys.MockCloudWatch;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddCloudWatchLogs();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapCloudWatchLogs();
app.Run();
return 0;
