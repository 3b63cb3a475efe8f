namespace Genesys.Console.Development;

/// <summary>What there is beside the receiver on a developer's machine.</summary>
internal static class DevelopmentExtensions
{
    public static void AddDevelopment(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddHttpClient(MockGenesys.ClientName, http =>
        {
            http.BaseAddress = options.MockGenesys;
            http.Timeout = options.Timeout;
        });
        services.AddSingleton<MockGenesys>();
        services.AddSingleton<TestSender>();
    }
}
