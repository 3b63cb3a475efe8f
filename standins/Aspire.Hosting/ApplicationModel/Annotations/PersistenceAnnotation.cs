namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks what outlives the AppHost.</summary>
internal sealed class PersistenceAnnotation : IResourceAnnotation;
