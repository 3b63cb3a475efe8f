using Genesys.MockGenesys;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } exitCode)
{
    return exitCode;
}

SettingsFiles.Poll();
MockGenesysApp.Build(args).Run();
return 0;
