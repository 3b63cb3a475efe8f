using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Reconciliation;

/// <summary>Adds the comparison with Genesys Cloud's analytics.</summary>
internal static class ReconciliationHostExtensions
{
    /// <summary>Adds its options and its work, which begins when <c>Reconciliation:Enabled</c> is true.</summary>
    public static IHostApplicationBuilder AddReconciliation(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ReconciliationOptions, ReconciliationOptionsValidator>(
            ReconciliationOptions.Section);
        var services = builder.Services;
        services.AddSingleton<ExpectedTopics>();
        services.AddSingleton<WindowCheck>();
        services.AddSingleton<FoundConversations>();
        services.AddHostedService<Reconciler>();
        return builder;
    }
}
