using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Genesys.AppHost;

/// <summary>Gives the receiver its journal.</summary>
internal static class JournalExtensions
{
    public static IResourceBuilder<ProjectResource> WithJournal(
        this IResourceBuilder<ProjectResource> receiver, JournalOptions options, ScratchFolder scratch)
    {
        var builder = receiver.ApplicationBuilder;
        if (options.ConnectionString is null && builder.ExecutionContext.IsRunMode)
        {
            builder.Configuration["ConnectionStrings:journal"] = Path.Combine(scratch.Path, "journal.db");
        }

        return receiver.WithReference(builder.AddConnectionString("journal"))
            .WithEnvironment("Journal__Provider", options.Provider.ToString());
    }
}
