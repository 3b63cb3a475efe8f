using Genesys.Receiver.Admin;
using Genesys.Receiver.Client;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite.Index;
using Genesys.Receiver.Reconciliation;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Genesys.Tests.Admin;

/// <summary>The operators' interface on a real journal.</summary>
internal sealed class AdminApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("admin-");
    private readonly WebApplication _app;

    private AdminApp(string environment, IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        // Without pumps: what the tests put into the journal stays as it is. Nothing here takes events, which would
        // need them.
        builder.Host.UseDefaultServiceProvider(services => services.ValidateOnBuild = false);
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Configuration["Intake:Auth:Mode"] ??= "None";
        builder.Configuration["ConnectionStrings:journal"] ??= Path.Combine(_folder.FullName, "journal.db");
        builder.AddTelemetry();
        builder.AddValidation();
        builder.AddJournal();
        builder.AddIntake();
        builder.Services.AddSingleton<GenesysAvailability>();
        builder.AddDestinations();
        builder.AddValidatedOptions<ReconciliationOptions, ReconciliationOptionsValidator>(
            ReconciliationOptions.Section);
        builder.AddAdmin();
        builder.AddOpenApiInDevelopment();
        _app = builder.Build();
        _app.UseMiddleware<EdgeMiddleware>();
        _app.MapAdmin();
        _app.MapHealth();
        _app.MapOpenApiInDevelopment();
    }

    public IJournal Journal => _app.Services.GetRequiredService<IJournal>();

    /// <summary>What a service of it does.</summary>
    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>The receiver's own client, for an operator's key; without one where none is asked for.</summary>
    public ReceiverClient Receiver(string? key = null) =>
        new(Client, key is null ? null : ReceiverCredential.ApiKey(key));

    public HttpClient Client => _app.GetTestClient();

    /// <summary>Waits until a search finds everything that is in the journal, as it is now.</summary>
    public Task CatchUpAsync() => ((SqliteSearch)Get<IJournalSearch>()).CatchUpAsync();

    public static async Task<AdminApp> StartAsync(
        string environment = "Development", params (string Key, string Value)[] settings)
    {
        var app = new AdminApp(environment, LastOf(settings));
        await app._app.StartAsync();
        return app;
    }

    /// <summary>Changes a setting while the service runs.</summary>
    public void Set(string key, string? value)
    {
        _app.Configuration[key] = value;
        ((IConfigurationRoot)_app.Configuration).Reload();
    }

    private static Dictionary<string, string?> LastOf((string Key, string Value)[] settings)
    {
        var last = new Dictionary<string, string?>();
        Array.ForEach(settings, setting => last[setting.Key] = setting.Value);
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>One for all tests of a class that change nothing.</summary>
public sealed class SharedAdminApp : IAsyncLifetime
{
    internal AdminApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AdminApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
