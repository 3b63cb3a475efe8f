using Genesys.Receiver;
using Genesys.Receiver.Admin;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Health;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Genesys.Receiver.Validation.Cli;
using Genesys.ServiceDefaults;

if (args is [ValidateCommand.Name, ..])
{
    return ValidateCommand.Run(args.AsSpan(1));
}

if (JournalCommand.Run(args, Console.Out, Console.Error) is { } journalExitCode)
{
    return journalExitCode;
}

var command = CommandLine.Parse(args);
if (command.AnswerAlone() is { } exitCode)
{
    return exitCode;
}

WorkerThreads.Reserve();
var builder = WebApplication.CreateBuilder(command.HostOptions);
builder.AddConfiguration();
builder.AddServiceDefaults();
builder.AddTelemetry();
builder.AddValidation();
builder.AddJournal();
builder.AddAnomalies();
builder.AddProcessing();
builder.AddGenesysCloud();
builder.AddIntake();
builder.AddAdmin();
builder.AddHealth();
builder.AddOpenApiInDevelopment();

return builder.Run(command, app =>
{
    app.UseMiddleware<EdgeMiddleware>();
    app.MapIntake();
    app.MapOpenApiInDevelopment();
    app.MapAdmin();
    app.MapHealth();
});
