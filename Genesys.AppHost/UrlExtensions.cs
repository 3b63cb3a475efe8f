namespace Genesys.AppHost;

/// <summary>What is worth opening, by name, in the dashboard.</summary>
internal static class UrlExtensions
{
    public static IResourceBuilder<T> WithReceiverUrls<T>(this IResourceBuilder<T> receiver)
        where T : IResourceWithEndpoints => receiver
        .Name("Health", "/health")
        .Add("API description", "/openapi/v1.json")
        .Add("What the journal holds", "/admin/counts")
        .Add("Schemas of events", "/eventbridge/schemas");

    public static IResourceBuilder<T> WithGenesysUrls<T>(this IResourceBuilder<T> mock)
        where T : IResourceWithEndpoints => mock
        .Name("Where its page is", "/")
        .Add("Ledger of events", "/mock/ledger")
        .Add("Faults", "/mock/faults")
        .Add("Health", "/health");

    public static IResourceBuilder<T> WithCloudWatchUrls<T>(this IResourceBuilder<T> cloudWatch)
        where T : IResourceWithEndpoints => cloudWatch
        .Name("Health", "/health")
        .Add("Faults", "/_faults");

    /// <summary>Names the address that the row shows.</summary>
    private static IResourceBuilder<T> Name<T>(this IResourceBuilder<T> resource, string text, string path)
        where T : IResourceWithEndpoints =>
        resource.WithUrlForEndpoint("http", url =>
        {
            url.DisplayText = text;
            url.Url = path;
        });

    /// <summary>One more in the resource's details.</summary>
    private static IResourceBuilder<T> Add<T>(this IResourceBuilder<T> resource, string text, string path)
        where T : IResourceWithEndpoints =>
        resource.WithUrlForEndpoint(
            "http",
            _ =>
                new ResourceUrlAnnotation
                {
                    Url = path,
                    DisplayText = text,
                    DisplayLocation = UrlDisplayLocation.DetailsOnly
                });
}
