namespace Genesys.AppHost;

/// <summary>The terminal's table: a line for each part as soon as it is ready.</summary>
internal static class ReadyParts
{
    private const string Dashboard = "aspire-dashboard"; // Aspire prints its login link itself.

    public static void WriteReadyParts(this IDistributedApplicationBuilder builder, TextWriter output)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Eventing.Subscribe<ResourceReadyEvent>((ready, _) =>
            {
                if (ready.Resource is IResourceWithEndpoints part && part.Name != Dashboard)
                {
                    var urls = part.GetEndpoints().Where(endpoint => endpoint.IsAllocated).Select(endpoint => endpoint.Url);
                    output.WriteLine($"{part.Name,-12} ready  {string.Join(", ", urls)}");
                }

                return Task.CompletedTask;
            });
        }
    }
}
