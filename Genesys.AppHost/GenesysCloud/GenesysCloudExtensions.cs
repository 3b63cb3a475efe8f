namespace Genesys.AppHost.GenesysCloud;

/// <summary>Where Genesys Cloud is, and the OAuth client that the receiver shows it.</summary>
internal static class GenesysCloudExtensions
{
    private const string ConsumerName = "local";

    // Known to everybody, as the local client's secret is.
    private const string LocalWebhookSecret = "whsec_bG9jYWwtc2VjcmV0LW9mLXRoZS1sb2NhbC1zdGFjaw==";

    /// <summary>
    /// Local values for the mock, which takes this client and no other; the dashboard asks for what a real region
    /// needs and nobody has set.
    /// </summary>
    public static GenesysClient AddGenesysClient(
        this IDistributedApplicationBuilder builder, GenesysCloudOptions options)
    {
        return new GenesysClient(
            Add(
                "genesys-client-id", "local-client",
                "Id of an OAuth client with the grant *Client Credentials*: Genesys Cloud, Admin, Integrations, OAuth."),
            Add(
                "genesys-client-secret", "local-secret",
                "Secret of that OAuth client. *Save to user secrets* keeps it for the next start."));

        IResourceBuilder<ParameterResource> Add(string name, string local, string description)
        {
            var parameter = options.Region is null && builder.Configuration[$"Parameters:{name}"] is null
                ? builder.AddParameter(name, () => local, secret: true)
                : builder.AddParameter(name, secret: true);
            return parameter.WithDescription(description, enableMarkdown: true);
        }
    }

    public static IResourceBuilder<T> WithGenesysClient<T>(this IResourceBuilder<T> receiver, GenesysClient client)
        where T : IResourceWithEnvironment =>
        receiver.WithEnvironment("GENESYS_CLIENT_ID", client.Id)
            .WithEnvironment("GENESYS_CLIENT_SECRET", client.Secret);

    /// <summary>
    /// A mock that is also the system that events are handed on to: it verifies their signatures, and its proof asks
    /// for them.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithConsumer(
        this IResourceBuilder<ProjectResource> receiver, IResourceBuilder<ProjectResource> mock)
    {
        mock.WithEnvironment("Consumer__Secret", LocalWebhookSecret)
            .WithEnvironment("Proof__Consumers__0", ConsumerName);
        return receiver.WithEnvironment($"Destinations__{ConsumerName}__Type", "Webhook")
            .WithEnvironment(
                $"Destinations__{ConsumerName}__Url", $"{mock.GetEndpoint("http")}/consumer/{ConsumerName}")
            .WithEnvironment($"Destinations__{ConsumerName}__Secrets__0", LocalWebhookSecret);
    }

    /// <summary>A mock: its API and login host are one.</summary>
    public static IResourceBuilder<T> WithGenesysCloud<T>(
        this IResourceBuilder<T> receiver, IResourceBuilder<IResourceWithEndpoints> mock)
        where T : IResourceWithEnvironment =>
        receiver.WithEnvironment("GENESYS_API_BASE", mock.GetEndpoint("http"))
            .WithEnvironment("GENESYS_LOGIN_BASE", mock.GetEndpoint("http"));

    /// <summary>The real one, shown in the dashboard as what it is: a service that isn't ours.</summary>
    public static IResourceBuilder<T> WithGenesysCloud<T>(this IResourceBuilder<T> receiver, GenesysRegion region)
        where T : IResourceWithEnvironment
    {
        var api = receiver.ApplicationBuilder.AddExternalService("genesys-cloud", $"https://api.{region.Domain}/")
            .WithIconName("CloudLink");
        return receiver.WithEnvironment("Genesys__Region", region.Name).WithReferenceRelationship(api);
    }
}
