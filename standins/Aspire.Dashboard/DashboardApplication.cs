using Aspire.Dashboard.Access;
using Aspire.Dashboard.Api;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Pages;
using Aspire.Dashboard.Persistence;
using Aspire.Dashboard.Resources;
using Aspire.Dashboard.Telemetry;
using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.FluentUI.AspNetCore.Components;

namespace Aspire.Dashboard;

/// <summary>Puts the dashboard together; what <c>Program.cs</c> and the tests start.</summary>
internal static class DashboardApplication
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(DashboardApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // Outside of Development the assets of packages are found in a published folder only; a host starts this from its build output.
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        configure?.Invoke(builder);

        var options = AddOptions(builder);
        // The listeners below are made of ASPNETCORE_URLS, and Kestrel warns that it binds them in its place; what it logs of connections has longer names.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error).AddFilter("Microsoft.AspNetCore.Server.Kestrel.", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // OtlpBody keeps the limit and answers 413. Kestrel's own lies above it, because past that it resets the connection, and a sender
            // that is still sending never reads the answer.
            kestrel.Limits.MaxRequestBodySize = 4L * options.TelemetryLimits.MaxRequestBytes;
            foreach (var listener in Listener.From(options))
            {
                listener.Bind(kestrel);
            }
        });

        AddServices(builder, options);
        var app = builder.Build();
        MapPipeline(app);
        return app;
    }

    private static DashboardOptions AddOptions(WebApplicationBuilder builder)
    {
        // The listeners are needed before there is a container, and a token that is made up has to be the same for all who ask.
        var setup = new DashboardOptionsSetup(builder.Configuration);
        var options = builder.Configuration.GetSection(DashboardOptions.Section).Get<DashboardOptions>() ?? new DashboardOptions();
        setup.PostConfigure(null, options);
        if (setup.Validate(null, options) is { Failed: true } result)
        {
            throw new OptionsValidationException(DashboardOptions.Section, typeof(DashboardOptions), result.Failures);
        }

        builder.Services.AddSingleton(Options.Create(options));
        return options;
    }

    private static void AddServices(WebApplicationBuilder builder, DashboardOptions options)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<TelemetryStore>();
        services.AddSingleton<OtlpIntake>();
        services.AddSingleton<TelemetryArchive>();
        services.AddHostedService(provider => provider.GetRequiredService<TelemetryArchive>());
        services.AddSingleton<ResourceClient>();
        services.AddHostedService(provider => provider.GetRequiredService<ResourceClient>());
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = options.TelemetryLimits.MaxRequestBytes);
        services.AddSingleton<IServiceMethodProvider<OtlpGrpc>, OtlpGrpc.Methods>();
        services.AddCors(cors => cors.AddPolicy(OtlpHttp.CorsPolicy, policy => OtlpCors.Configure(policy, options.Otlp.Cors)));
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy());
        services.AddDashboardAccess(options);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddFluentUIComponents();
        services.AddDashboardPages();
    }

    private static void MapPipeline(WebApplication app)
    {
        app.UseMiddleware<Doors>();
        // A browser cannot show an empty 404; programs get one, and never HTML.
        app.UseWhen(IsForAPage, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapHealthChecks("/alive").AllowAnonymous();
        app.MapOtlpHttp();
        app.MapGrpcService<OtlpGrpc>().AllowAnonymous();
        app.MapLogin();
        app.MapTelemetryApi(app.Services.GetRequiredService<IOptions<DashboardOptions>>().Value);
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        app.Lifetime.ApplicationStarted.Register(() => LoginAnnouncement.Write(app));
    }

    private static bool IsForAPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
}
