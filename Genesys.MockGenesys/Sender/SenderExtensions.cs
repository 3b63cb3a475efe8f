using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

internal static class SenderExtensions
{
    public static void AddSender(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SenderOptions>()
            .Bind(builder.Configuration.GetSection(SenderOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SenderOptions>, SenderOptionsValidator>();
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddSingleton<WaitingInvocations>();
        builder.Services.AddSingleton<SenderTelemetry>();
        builder.Services.AddSingleton<CurrentSettings>();
        builder.Services.AddSingleton<RequestBodies>();
        builder.Services.AddSingleton<Invoker>();
        builder.Services.AddSingleton<ReceiverProbe>();
        builder.Services.AddSingleton<ApiDestination>();
        builder.Services.AddSingleton<LiveCalls>();
        builder.Services.AddSingleton<Replays>();
        builder.Services.AddSingleton<EventBridge>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventBridge>());
        builder.Services.AddHttpClient(Invoker.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, services) =>
            {
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate;
                if (!services.GetRequiredService<IOptions<SenderOptions>>().Value.PropagateTrace)
                {
                    handler.ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator();
                }
            });
    }
}
