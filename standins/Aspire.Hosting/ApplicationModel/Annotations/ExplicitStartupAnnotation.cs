namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks a resource that starts only when told to.</summary>
public class ExplicitStartupAnnotation : IResourceAnnotation;
