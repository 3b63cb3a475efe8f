using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Receiver.Validation;
using Genesys.ServiceDefaults;

var command = CommandLine.Parse(args);
if (command.AnswerAlone() is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(command.HostArguments);
builder.AddConfiguration();
builder.AddServiceDefaults();
builder.AddValidation();
builder.AddJournal();
builder.AddAnomalies();
builder.AddProcessing();
builder.AddGenesysCloud();

var app = builder.Build();
app.MapDefaultEndpoints();
return app.Run(command);
