using System.Globalization;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Configuration;

internal static class MockOptionsExtensions
{
    /// <summary>Registers <see cref="MockOptions"/>.</summary>
    public static void AddMockOptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<MockOptions>()
            .Configure<IConfiguration>(Bind)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<MockOptions>, MockOptionsValidator>();
    }

    private static void Bind(MockOptions options, IConfiguration configuration)
    {
        // The receiver's own names, so that one pair of settings serves both ends of a local stack.
        options.ClientId = configuration["GENESYS_CLIENT_ID"] ?? "";
        options.ClientSecret = configuration["GENESYS_CLIENT_SECRET"] ?? "";

        var section = configuration.GetSection(MockOptions.Section);
        section.Bind(options);

        // TimeSpan reads "300" as 300 days; OAuth counts a token's life in seconds.
        var lifetime = section[nameof(MockOptions.TokenLifetime)];
        if (int.TryParse(lifetime, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            options.TokenLifetime = TimeSpan.FromSeconds(seconds);
        }
    }
}
