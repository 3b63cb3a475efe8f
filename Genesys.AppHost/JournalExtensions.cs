using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.AppHost;

/// <summary>Gives the receiver its journal.</summary>
internal static class JournalExtensions
{
    private const string Server = "postgres";
    private const string Database = "journal";

    public static IResourceBuilder<ProjectResource> WithJournal(
        this IResourceBuilder<ProjectResource> receiver, JournalOptions options, ScratchFolder scratch)
    {
        receiver.WithEnvironment("Journal__Provider", options.Provider.ToString());
        if (options is { Provider: JournalProvider.Postgres, ConnectionString: null })
        {
            return receiver.WithServer();
        }

        var builder = receiver.ApplicationBuilder;
        if (options.ConnectionString is null && builder.ExecutionContext.IsRunMode)
        {
            builder.Configuration["ConnectionStrings:journal"] = Path.Combine(scratch.Path, "journal.db");
        }

        return receiver.WithReference(builder.AddConnectionString("journal"));
    }

    private static IResourceBuilder<ProjectResource> WithServer(this IResourceBuilder<ProjectResource> receiver)
    {
        var builder = receiver.ApplicationBuilder;
        var password = builder.AddParameter("postgres-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true);
        var server = builder.AddContainer(Server, "postgres", "17")
            .WithEndpoint(targetPort: 5432, name: "tcp")
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithEnvironment("POSTGRES_DB", Database)
            .WithHealthCheck(Server);
        var endpoint = server.GetEndpoint("tcp");
        var connection = ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username=postgres;Password={password};Database={Database}");

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(Server, _ => new PostgresHealthCheck(connection), failureStatus: null, tags: null));
        return receiver.WithReference(builder.AddConnectionString("journal", connection)).WaitFor(server);
    }
}
