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

try
{
    return await app.RunToEndAsync();
}
catch (Exception exception) when (ListenFailure.Describe(exception) is { } problem)
{
    await System.Console.Error.WriteLineAsync(problem);
    return 1;
}
