using System.CommandLine;
using Genesys.Drills.Kill;
using Genesys.Drills.Lost;
using Genesys.Drills.Outage;
using Genesys.Drills.Pod;
using Genesys.Drills.Scale;
using Genesys.Drills.Soak;

// dotnet run -c Release --project Genesys.Drills -- NAME …
var drills = new RootCommand(
    "Drills of the receiver on real processes. Each ends with a verdict: exit code 0 when it holds, 1 when it doesn't, "
        + "2 for wrong usage.")
{
    KillCommand.Create(),
    LostCommand.Create(),
    OutageCommand.Create(),
    PodCommand.Create(),
    ScaleCommand.Create(),
    SoakCommand.Create(),
};

var parsed = drills.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : exitCode;
