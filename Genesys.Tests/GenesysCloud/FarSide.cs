using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.GenesysCloud;

/// <summary>Puts a double in Genesys Cloud's place.</summary>
internal static class FarSide
{
    public static void AnswerAsGenesys(this IServiceCollection services, HttpMessageHandler handler)
    {
        services.AddHttpClient(ApiRequests.ClientName).ConfigurePrimaryHttpMessageHandler(() => handler);
        services.AddHttpClient(TokenEndpoint.ClientName).ConfigurePrimaryHttpMessageHandler(() => handler);
    }
}
