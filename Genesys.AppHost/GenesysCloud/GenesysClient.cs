namespace Genesys.AppHost.GenesysCloud;

/// <summary>An OAuth client of Genesys Cloud.</summary>
internal sealed record GenesysClient(
    IResourceBuilder<ParameterResource> Id, IResourceBuilder<ParameterResource> Secret);
