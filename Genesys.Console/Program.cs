using Genesys.Console;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } health)
{
    return health;
}

SettingsFiles.Poll();
var error = System.Console.Error;
return await ServiceRun.RunToEndAsync(() => ConsoleApp.Build(WebApplication.CreateBuilder(args), error), error);
