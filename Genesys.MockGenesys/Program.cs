using Genesys.MockGenesys;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } exitCode)
{
    return exitCode;
}

SettingsFiles.Poll();
return await MockGenesysApp.Build(args).RunToEndAsync();
