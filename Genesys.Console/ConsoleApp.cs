using Genesys.Console.Development;
using Genesys.Console.Pages;
using Genesys.Console.Receiver;
using Genesys.Console.SignIn;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;

namespace Genesys.Console;

/// <summary>The console put together.</summary>
internal static class ConsoleApp
{
    /// <summary>Builds it, or says what to set.</summary>
    /// <param name="builder">The host; its configuration is read.</param>
    /// <param name="errors">Where a sentence for each problem goes.</param>
    /// <param name="assets">The list of the files in wwwroot; null: the one beside the program.</param>
    /// <returns><c>null</c>: something is set that can't work.</returns>
    public static WebApplication? Build(WebApplicationBuilder builder, TextWriter errors, string? assets = null)
    {
        // Files stand where the build left them, or where publishing put them.
        builder.WebHost.UseStaticWebAssets();
        builder.AddServiceDefaults();
        builder.AddStartLog();
        builder.AddFormLimit();
        if (ReadOptions(builder, errors) is not { } options)
        {
            return null;
        }

        builder.Services.Configure<ConsoleOptions>(builder.Configuration.GetSection(ConsoleOptions.Section));
        builder.Services.AddHostedService<SettingsNotice>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRazorComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.AddSignIn(options);
        builder.Services.AddReceiver(options);
        builder.Services.AddSingleton<SchemaShelf>();
        builder.Services.AddDevelopment(options);
        AddKeys(builder, options);
        var app = builder.Build();
        Use(app, options, assets);
        return app;
    }

    // All that can't work is said at once, but for what is read of files that can't be read.
    private static ConsoleOptions? ReadOptions(WebApplicationBuilder builder, TextWriter errors)
    {
        List<string> problems = [];
        if (builder.Configuration["Console:SecretsPath"] is { Length: > 0 } secrets
            && ConsoleFolders.AddSecrets(builder.Configuration, secrets) is { } unread)
        {
            problems.Add(unread);
        }

        ConsoleOptions? options = null;
        problems.AddRange(ConsoleKeys.FindUnreadable(builder.Configuration));
        if (problems.Count == 0)
        {
            options = builder.Configuration.GetSection(ConsoleOptions.Section).Get<ConsoleOptions>() ?? new();
            problems.AddRange(ConsoleSettings.FindProblems(options, builder.Environment.IsDevelopment()));
            if (options.DataProtection.KeysPath is { Length: > 0 } keys
                && ConsoleFolders.TryKeys(keys) is { } unwritten)
            {
                problems.Add(unwritten);
            }
        }

        problems.ForEach(errors.WriteLine);
        return problems.Count == 0 ? options : null;
    }

    private static void AddKeys(WebApplicationBuilder builder, ConsoleOptions options)
    {
        var keys = builder.Services.AddDataProtection().SetApplicationName("genesys-console");
        if (options.DataProtection.KeysPath is { Length: > 0 } path)
        {
            keys.PersistKeysToFileSystem(new DirectoryInfo(path));
        }
        else
        {
            // Kept nowhere: a container has no place for them, and a key in clear is worth a session.
            keys.UseEphemeralDataProtectionProvider();
            builder.Services.AddHostedService<KeysNotice>();
        }

        builder.Services.AddAntiforgery(forgery =>
        {
            forgery.Cookie.Name = "console.form";
            forgery.Cookie.SameSite = SameSiteMode.Strict;
            forgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    private static void Use(WebApplication app, ConsoleOptions options, string? assets)
    {
        app.UseSecurityHeaders(options);
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/broken",
            CreateScopeForErrors = true,
            StatusCodeSelector = exception => IssuerWatch.IsAway(exception)
                ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = broken => IssuerWatch.IsAway(broken.Exception), // it has a line of its own
        });
        app.UseStatusCodePagesWithReExecute("/missing", createScopeForStatusCodePages: true);
        app.UseIssuerWatch();
        app.UseAuthentication();
        app.UseEndedSessions();
        app.UseAuthorization();
        app.UseFormLimit();
        app.UseAntiforgery();
        app.UseRefusedForms();
        app.UsePersonOfErrorPages();
        app.MapDefaultEndpoints();
        app.MapStaticAssets(assets).AllowAnonymous();
        app.MapSignIn(options);
        app.MapTheme();
        app.MapChanges();
        app.MapCheck();
        app.MapRazorComponents<App>().RequireAuthorization();
    }
}
