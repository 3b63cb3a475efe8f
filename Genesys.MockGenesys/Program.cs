using Genesys.MockGenesys;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } exitCode)
{
    return exitCode;
}

SettingsFiles.Poll();
return await ServiceRun.RunToEndAsync(() => MockGenesysApp.Build(args), Console.Error);
