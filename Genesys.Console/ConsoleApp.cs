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
        builder.AddFormLimit();
        if (builder.Configuration["Console:SecretsPath"] is { Length: > 0 } secrets)
        {
            builder.Configuration.AddKeyPerFile(secrets, optional: false);
        }

        var section = builder.Configuration.GetSection(ConsoleOptions.Section);
        var options = section.Get<ConsoleOptions>() ?? new ConsoleOptions();
        var problems = ConsoleSettings.FindProblems(options, builder.Environment.IsDevelopment()).ToList();
        problems.ForEach(errors.WriteLine);
        if (problems.Count > 0)
        {
            return null;
        }

        builder.Services.Configure<ConsoleOptions>(section);
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

        app.UseExceptionHandler("/broken", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/missing", createScopeForStatusCodePages: true);
        app.UseAuthentication();
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
