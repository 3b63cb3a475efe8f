using Genesys.Receiver.Admin;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
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
        builder.Configuration["ConnectionStrings:journal"] = Path.Combine(_folder.FullName, "journal.db");
        builder.AddTelemetry();
        builder.AddValidation();
        builder.AddJournal();
        builder.AddIntake();
        builder.AddAdmin();
        _app = builder.Build();
        _app.UseMiddleware<EdgeMiddleware>();
        _app.MapAdmin();
    }

    public IJournal Journal => _app.Services.GetRequiredService<IJournal>();

    public HttpClient Client => _app.GetTestClient();

    public static async Task<AdminApp> StartAsync(string environment = "Development", params (string Key, string Value)[] settings)
    {
        var app = new AdminApp(environment, settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        await app._app.StartAsync();
        return app;
    }

    /// <summary>Changes a setting while the service runs.</summary>
    public void Set(string key, string? value)
    {
        _app.Configuration[key] = value;
        ((IConfigurationRoot)_app.Configuration).Reload();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
