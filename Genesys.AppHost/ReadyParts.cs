namespace Genesys.AppHost;

/// <summary>The terminal's table: a line for each part as soon as it is ready.</summary>
internal static class ReadyParts
{
    private const string Dashboard = "aspire-dashboard"; // Aspire prints its login link itself.

    /// <param name="builder">The stack.</param>
    /// <param name="output">The terminal.</param>
    /// <param name="signIn">The path at the console that signs in.</param>
    public static void WriteReadyParts(this IDistributedApplicationBuilder builder, TextWriter output, string signIn)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Eventing.Subscribe<ResourceReadyEvent>((ready, _) =>
            {
                if (ready.Resource is IResourceWithEndpoints part && part.Name != Dashboard)
                {
                    var urls = part.GetEndpoints().Where(endpoint => endpoint.IsAllocated)
                        .Select(endpoint => endpoint.Url + (part.Name == ConsoleExtensions.Name ? signIn : ""));
                    output.WriteLine($"{part.Name,-12} ready  {string.Join(", ", urls)}");
                }

                return Task.CompletedTask;
            });
        }
    }
}
