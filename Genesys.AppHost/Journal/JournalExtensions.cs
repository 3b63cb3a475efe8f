namespace Genesys.AppHost.Journal;

/// <summary>Gives the receiver its journal.</summary>
internal static class JournalExtensions
{
    private const string Database = "journal";

    public static IResourceBuilder<T> WithJournal<T>(
        this IResourceBuilder<T> receiver, JournalOptions options, ScratchFolder scratch)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        var builder = receiver.ApplicationBuilder;
        receiver.WithEnvironment("Journal__Provider", options.Provider.ToString());
        if (options is { Provider: JournalProvider.Postgres, ConnectionString: null })
        {
            if (options.LocalServer is { } installation && builder.ExecutionContext.IsRunMode)
            {
                var (server, connection) = builder.AddLocalPostgres(installation, scratch);
                return receiver.WithReference(connection).WaitFor(server);
            }

            var database = builder.AddPostgres("postgres").WithIconName("Database").AddDatabase(Database);
            return receiver.WithReference(database).WaitFor(database);
        }

        if (options.ConnectionString is null && builder.ExecutionContext.IsRunMode)
        {
            builder.Configuration[$"ConnectionStrings:{Database}"] = Path.Combine(scratch.Path, "journal.db");
        }

        return receiver.WithReference(builder.AddConnectionString(Database));
    }
}
