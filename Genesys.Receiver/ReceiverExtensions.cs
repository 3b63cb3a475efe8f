using Genesys.Receiver.Admin;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Health;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Receiver.Reconciliation;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver;

/// <summary>
/// The receiver as a part of a host: <c>Program.cs</c> has nothing else, and a host of one's own adds to it between the
/// two.
/// </summary>
public static class ReceiverExtensions
{
    /// <summary>Adds everything that the receiver is made of.</summary>
    public static WebApplicationBuilder AddReceiver(this WebApplicationBuilder builder)
    {
        builder.AddConfiguration();
        builder.AddServiceDefaults();
        builder.AddTelemetry();
        builder.AddValidation();
        builder.AddJournal();
        builder.AddAnomalies();
        builder.AddDestinations();
        builder.AddProcessing();
        builder.AddGenesysCloud();
        builder.AddReconciliation();
        builder.AddIntake();
        builder.AddAdmin();
        builder.AddHealth();
        builder.AddOpenApiInDevelopment();
        return builder;
    }

    /// <summary>Puts the receiver's middleware and routes into the application.</summary>
    public static WebApplication UseReceiver(this WebApplication app)
    {
        app.UseMiddleware<EdgeMiddleware>();
        app.MapIntake();
        app.MapOpenApiInDevelopment();
        app.MapAdmin();
        app.MapHealth();
        return app;
    }
}
