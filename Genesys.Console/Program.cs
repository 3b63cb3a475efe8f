using Genesys.Console;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } health)
{
    return health;
}

SettingsFiles.Poll();
if (ConsoleApp.Build(WebApplication.CreateBuilder(args), System.Console.Error) is not { } app)
{
    return 2;
}

await app.RunAsync();
return 0;
