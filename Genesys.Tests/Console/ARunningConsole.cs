using System.Text.RegularExpressions;
using Genesys.Console;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.Console;

/// <summary>The console on a free port, before a fake receiver.</summary>
internal sealed partial class ARunningConsole : IAsyncDisposable
{
    public const string Token = "token-of-the-tests-0123";

    private readonly WebApplication _app;

    private ARunningConsole(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public string SignInLink => $"{Address}sign-in/with?t={Token}";

    public IServiceProvider Services => _app.Services;

    public static Task<ARunningConsole> StartAsync(Uri receiver, params (string Key, string Value)[] settings) =>
        StartAsync(receiver, _ => { }, settings);

    /// <summary>The same with services changed.</summary>
    public static async Task<ARunningConsole> StartAsync(
        Uri receiver, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var project = Path.Combine(Repository.Root, "Genesys.Console");
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')); // …/bin/{configuration}/{framework}
        var built = Path.Combine(project, "bin", own.Parent!.Name, own.Name, "Genesys.Console.staticwebassets");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "Genesys.Console",
            ContentRootPath = project,
            EnvironmentName = "Development",
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [WebHostDefaults.StaticWebAssetsKey] = built + ".runtime.json",
            ["Console:Receiver"] = receiver.ToString(),
            ["Console:Timeout"] = "00:01:00",
            ["Console:Token"] = settings.Any(
                one => one.Key.StartsWith("Console:OpenIdConnect", StringComparison.Ordinal)) ? null : Token,
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(one => KeyValuePair.Create<string, string?>(one.Key, one.Value)));
        configure(builder.Services);
        var errors = new StringWriter();
        var app = ConsoleApp.Build(builder, errors, built + ".endpoints.json")
            ?? throw new InvalidOperationException(errors.ToString());
        await app.StartAsync();
        return new ARunningConsole(app);
    }

    /// <summary>A browser without JavaScript, signed in unless said otherwise.</summary>
    public async Task<HttpClient> OpenAsync(bool signedIn = true, bool follows = true)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = follows }) { BaseAddress = Address };
        if (signedIn)
        {
            using var _ = await client.GetAsync(new Uri(SignInLink), Cancel);
        }

        return client;
    }

    /// <summary>Fills in a form of a page and sends it, as a browser without JavaScript does.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(
        HttpClient client, string path, string form, params (string Name, string Value)[] fields)
    {
        using var shown = await client.GetAsync(path, Cancel);
        var page = await shown.Content.ReadAsStringAsync(Cancel);
        var all = fields.Append(("_handler", form)).Append(("__RequestVerificationToken", TokenIn(page)));
        using var content = new FormUrlEncodedContent(all.Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        return await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);
    }

    public static string TokenIn(string page) => VerificationToken().Match(page).Groups[1].Value;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex VerificationToken();
}
