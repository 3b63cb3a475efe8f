using Genesys.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Commands;

/// <summary>The service as the commands need it: to run it, or to ask its parts something without running it.</summary>
/// <param name="add">Everything that the service is made of.</param>
/// <param name="use">Puts middleware and routes into the service.</param>
internal sealed class ReceiverHost(Action<WebApplicationBuilder> add, Action<WebApplication> use)
{
    /// <summary>The service, built but not started.</summary>
    /// <param name="settings">Arguments that are settings.</param>
    public WebApplication Build(string[] settings)
    {
        var builder = CreateBuilder(settings);
        builder.AddStartLog(StartProblems.IsForeseen);
        var app = builder.Build();
        use(app);
        return app;
    }

    /// <summary>
    /// Uses a service without building the host, which would build the server and open the journal. Nothing is logged
    /// or exported.
    /// </summary>
    public TResult Ask<TService, TResult>(string[] settings, Func<TService, TResult> use)
        where TService : notnull
    {
        // Asked once: nothing has to be told that a file changed.
        var builder = CreateBuilder([.. settings, "--hostBuilder:reloadConfigOnChange=false"]);
        var services = new ServiceCollection { builder.Services };
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton<IConfiguration>(builder.Configuration);
        using var provider = services.BuildServiceProvider();
        return use(provider.GetRequiredService<TService>());
    }

    /// <summary>
    /// <c>appsettings.json</c> is the one beside the program, wherever it is started from: the platform's own way is to
    /// look into the current folder, and to be silent when nothing is there.
    /// </summary>
    private WebApplicationBuilder CreateBuilder(string[] settings)
    {
        SettingsFiles.Poll();
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                Args = settings,
                ContentRootPath = Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT")
                    ?? AppContext.BaseDirectory,
            });
            add(builder);
            return builder;
        }
        catch (InvalidDataException broken)
        {
            throw Refused($"{broken.Message} It isn't JSON, or it has a key twice.");
        }
        catch (DirectoryNotFoundException)
        {
            throw Refused("ASPNETCORE_CONTENTROOT must be a folder that is there.");
        }
    }

    private static OptionsValidationException Refused(string sentence) =>
        new("", typeof(WebApplicationOptions), [sentence]);
}
