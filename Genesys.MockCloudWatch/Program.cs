using Genesys.MockCloudWatch;
using Genesys.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddCloudWatchLogs();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapCloudWatchLogs();
app.Run();
