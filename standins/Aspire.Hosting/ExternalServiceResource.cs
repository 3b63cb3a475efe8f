using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A service that runs elsewhere.</summary>
public sealed class ExternalServiceResource : Resource
{
    public ExternalServiceResource(string name, Uri uri) : base(name)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (Complaint(uri) is { } complaint)
        {
            throw new ArgumentException(complaint, nameof(uri));
        }

        Uri = uri;
    }

    public ExternalServiceResource(string name, ParameterResource urlParameter) : base(name) =>
        UrlParameter = urlParameter ?? throw new ArgumentNullException(nameof(urlParameter));

    public Uri? Uri { get; }

    public ParameterResource? UrlParameter { get; }

    /// <summary>Why <paramref name="uri"/> is none that a service could have; <c>null</c> when it is one.</summary>
    internal static string? Complaint(Uri uri) =>
        !uri.IsAbsoluteUri ? "The URL of an external service must be absolute."
        : uri.AbsolutePath != "/" ? "The URL of an external service must have no path but \"/\"."
        : uri.Query.Length + uri.Fragment.Length > 0 ? "The URL of an external service must have no query and no fragment."
        : null;
}
