using Genesys.Receiver.Configuration;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal;

/// <summary>Adds the journal to a host.</summary>
internal static class JournalHostExtensions
{
    /// <summary>
    /// Adds <see cref="IJournal"/> and <see cref="IHandOverJournal"/>, its health check and its gauges. It is opened
    /// when the host starts.
    /// </summary>
    public static IHostApplicationBuilder AddJournal(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<JournalOptions, JournalOptionsValidator>(JournalOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ReceiverMetrics>();
        builder.Services.TryAddSingleton<DestinationLimits>();
        builder.Services.TryAddSingleton<IntakeLoad>();
        builder.Services.TryAddSingleton<FatalProblem>();
        builder.Services.AddSingleton(CreateStore);
        builder.Services.AddSingleton(services => (IJournal)services.GetRequiredService<IJournalStore>());
        builder.Services.AddSingleton(services => services.GetRequiredService<IJournalStore>().Administration);
        builder.Services.AddSingleton(services => services.GetRequiredService<IJournalStore>().HandOvers);
        builder.Services.AddSingleton(services => services.GetRequiredService<IJournalStore>().Search);
        builder.Services.AddSingleton(services => services.GetRequiredService<IJournalStore>().Jobs);
        builder.Services.AddSingleton(services => services.GetRequiredService<IJournalStore>().Audit);
        builder.Services.AddSingleton(services => services.GetRequiredService<IJournalStore>().Reconciliation);
        builder.Services.AddActivatedSingleton<JournalGauges>();
        builder.Services.AddSingleton<OperatorEvents>();
        builder.Services.AddHostedService<JournalService>();
        builder.Services.AddHostedService<DeadLetterExpiry>();
        builder.Services.AddHealthChecks().AddCheck<JournalHealthCheck>(JournalHealthCheck.Name);
        return builder;
    }

    private static IJournalStore CreateStore(IServiceProvider services) =>
        services.GetRequiredService<IOptions<JournalOptions>>().Value.Provider switch
        {
            JournalProvider.Postgres => ActivatorUtilities.CreateInstance<PostgresJournal>(services),
            _ => ActivatorUtilities.CreateInstance<SqliteJournal>(
                services, (string sentence) => Stop(services, sentence)),
        };

    // A journal that turns out to be corrupt while it works: the sentence is in the log, and the exit code tells the
    // one who restarts services. A program of one's own whose Main returns none has that of the environment.
    private static void Stop(IServiceProvider services, string sentence)
    {
        Environment.ExitCode = 1;
        services.GetRequiredService<FatalProblem>().Report(sentence);
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }
}
