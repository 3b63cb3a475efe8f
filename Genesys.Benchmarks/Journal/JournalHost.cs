using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Genesys.Benchmarks.Journal;

/// <summary>A host with a journal and nothing else.</summary>
internal static class JournalHost
{
    /// <param name="provider">Sqlite or Postgres.</param>
    /// <param name="connection">A file or a connection string.</param>
    /// <param name="republished">Show, Duplicate: what is done with an event that comes again under another id.</param>
    public static WebApplication Build(string provider, string connection, string republished = "Show")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration["Journal:Provider"] = provider;
        builder.Configuration["ConnectionStrings:journal"] = connection;
        builder.Configuration["Journal:Republished"] = republished;
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddJournal();
        return builder.Build();
    }
}
