using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Configuration;

/// <summary>
/// Fills the options from the environment variables that a host sets, and says everything that is wrong with them at once. The names are those of
/// https://aspire.dev/dashboard/configuration/; each <c>ASPIRE_</c> name also works with <c>DOTNET_</c>, as it did before Aspire 9.3.
/// </summary>
internal sealed class DashboardOptionsSetup(IConfiguration configuration) : IPostConfigureOptions<DashboardOptions>, IValidateOptions<DashboardOptions>
{
    public const string OtlpGrpcUrl = "DASHBOARD_OTLP_ENDPOINT_URL";
    public const string OtlpHttpUrl = "DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    public const string UnsecuredAllowAnonymous = "DASHBOARD_UNSECURED_ALLOW_ANONYMOUS";
    public const string ResourceServiceUrl = "RESOURCE_SERVICE_ENDPOINT_URL";
    public const string DataDirectory = "DASHBOARD_DATA_DIRECTORY";
    private const string FrontendUrls = "urls";

    public void PostConfigure(string? name, DashboardOptions options)
    {
        options.Frontend.EndpointUrls = Value(configuration[FrontendUrls]) ?? Value(configuration["ASPNETCORE_URLS"]) ?? options.Frontend.EndpointUrls;
        options.Otlp.GrpcEndpointUrl = Variable(OtlpGrpcUrl) ?? options.Otlp.GrpcEndpointUrl;
        options.Otlp.HttpEndpointUrl = Variable(OtlpHttpUrl) ?? options.Otlp.HttpEndpointUrl;
        options.ResourceServiceClient.Url = Variable(ResourceServiceUrl) ?? options.ResourceServiceClient.Url;
        options.Data.Directory = Variable(DataDirectory) ?? options.Data.Directory;

        var anonymous = bool.TryParse(Variable(UnsecuredAllowAnonymous), out var allowed) && allowed;
        options.Frontend.AuthMode = anonymous ? nameof(FrontendAuthMode.Unsecured) : Value(options.Frontend.AuthMode) ?? nameof(FrontendAuthMode.BrowserToken);
        options.Otlp.AuthMode = anonymous ? nameof(ApiKeyAuthMode.Unsecured) : Value(options.Otlp.AuthMode) ?? nameof(ApiKeyAuthMode.Unsecured);
        options.Api.AuthMode = anonymous ? nameof(ApiKeyAuthMode.Unsecured) : Value(options.Api.AuthMode) ?? nameof(ApiKeyAuthMode.ApiKey);
        options.ResourceServiceClient.AuthMode = Value(options.ResourceServiceClient.AuthMode)
            ?? (options.ResourceServiceClient.ApiKey is null ? nameof(ResourceClientAuthMode.Unsecured) : nameof(ResourceClientAuthMode.ApiKey));

        options.Frontend.BrowserToken = Value(options.Frontend.BrowserToken) ?? NewToken();
        options.Api.PrimaryApiKey = Value(options.Api.PrimaryApiKey) ?? NewToken();
    }

    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var errors = new List<string>();
        CheckUrls(errors, "ASPNETCORE_URLS", options.Frontend.EndpointUrls);
        CheckUrls(errors, "ASPIRE_" + OtlpGrpcUrl, options.Otlp.GrpcEndpointUrl);
        CheckUrls(errors, "ASPIRE_" + OtlpHttpUrl, options.Otlp.HttpEndpointUrl);
        CheckMode<FrontendAuthMode>(errors, "Dashboard:Frontend:AuthMode", options.Frontend.AuthMode);
        CheckMode<ApiKeyAuthMode>(errors, "Dashboard:Otlp:AuthMode", options.Otlp.AuthMode);
        CheckMode<ApiKeyAuthMode>(errors, "Dashboard:Api:AuthMode", options.Api.AuthMode);
        CheckMode<ResourceClientAuthMode>(errors, "Dashboard:ResourceServiceClient:AuthMode", options.ResourceServiceClient.AuthMode);

        if (Is(options.Otlp.AuthMode, ApiKeyAuthMode.ApiKey) && string.IsNullOrEmpty(options.Otlp.PrimaryApiKey))
        {
            errors.Add("Dashboard:Otlp:AuthMode is ApiKey, so Dashboard:Otlp:PrimaryApiKey has to be set.");
        }

        if (options.ResourceServiceClient.Url is { } url && !Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            errors.Add($"ASPIRE_{ResourceServiceUrl} is not an absolute URL.");
        }

        if (Is(options.ResourceServiceClient.AuthMode, ResourceClientAuthMode.ApiKey) && string.IsNullOrEmpty(options.ResourceServiceClient.ApiKey))
        {
            errors.Add("Dashboard:ResourceServiceClient:AuthMode is ApiKey, so Dashboard:ResourceServiceClient:ApiKey has to be set.");
        }

        if (options.Otlp.Cors.AllowedOrigins is { Length: > 0 } && options.Otlp.HttpEndpointUrl is null)
        {
            errors.Add($"Dashboard:Otlp:Cors:AllowedOrigins needs an endpoint for OTLP over HTTP: set ASPIRE_{OtlpHttpUrl}.");
        }

        if (errors.Count == 0 && Listener.From(options).Any(listener => listener.Use.HasFlag(ListenerUse.OtlpGrpc) && listener.Use != ListenerUse.OtlpGrpc && listener.Address.Scheme == "http"))
        {
            errors.Add($"ASPIRE_{OtlpGrpcUrl} needs an address of its own, or https: without TLS, HTTP/2 and HTTP/1.1 cannot share one.");
        }

        foreach (var section in new object[] { options.TelemetryLimits, options.Frontend, options.Data })
        {
            var results = new List<System.ComponentModel.DataAnnotations.ValidationResult>();
            System.ComponentModel.DataAnnotations.Validator.TryValidateObject(section, new(section), results, validateAllProperties: true);
            errors.AddRange(results.Select(result => $"Dashboard:{section.GetType().Name.Replace("Options", "", StringComparison.Ordinal)}: {result.ErrorMessage}"));
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>True when the setting spells the mode; settings are text until they are checked, so that a wrong one can be named.</summary>
    public static bool Is<TMode>(string? setting, TMode mode) where TMode : struct, Enum =>
        Enum.TryParse<TMode>(setting, ignoreCase: true, out var parsed) && EqualityComparer<TMode>.Default.Equals(parsed, mode);

    private static void CheckMode<TMode>(List<string> errors, string key, string? setting) where TMode : struct, Enum
    {
        if (!Enum.TryParse<TMode>(setting, ignoreCase: true, out _))
        {
            errors.Add($"{key} has to be one of {string.Join(", ", Enum.GetNames<TMode>())}.");
        }
    }

    private static void CheckUrls(List<string> errors, string variable, string? urls)
    {
        foreach (var url in Listener.Split(urls))
        {
            if (!Listener.TryParse(url, out _))
            {
                errors.Add($"{variable} has an address that is not of the form http://host:port or https://host:port.");
            }
        }
    }

    private string? Variable(string name) =>
        Value(configuration["ASPIRE_" + name]) ?? Value(configuration["DOTNET_" + name]) ?? Value(configuration[name]);

    private static string? Value(string? setting) => string.IsNullOrWhiteSpace(setting) ? null : setting;

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
