using Genesys.MockGenesys;
using Genesys.ServiceDefaults;

if (HealthProbe.Answer(args) is { } exitCode)
{
    return exitCode;
}

MockGenesysApp.Build(args).Run();
return 0;
