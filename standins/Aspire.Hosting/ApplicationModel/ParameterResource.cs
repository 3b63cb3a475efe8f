namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from configuration (<c>Parameters:name</c>) or is computed.</summary>
public class ParameterResource : Resource, IExpressionValue, IValueProvider, IManifestExpressionProvider
{
    private readonly Lazy<string> value;

    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Secret = secret;
        ConfigurationKey = $"Parameters:{name}";
        value = new Lazy<string>(() => callback(Default));
    }

    public string Value => value.Value;

    public ParameterDefault? Default { get; set; }

    public bool Secret { get; }

    public bool IsConnectionString { get; set; }

    public string ValueExpression => IsConnectionString ? $"{{{Name}.connectionString}}" : $"{{{Name}.value}}";

    public string? Description { get; set; }

    public bool EnableDescriptionMarkdown { get; set; }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(Value);

#pragma warning disable CA1725 // The parameter has this name in Aspire.
    public ValueTask<string?> GetValueAsync(ValueProviderContext _, CancellationToken cancellationToken) => new(Value);
#pragma warning restore CA1725

    /// <summary>Key of the configuration that gives the value.</summary>
    internal string ConfigurationKey { get; set; }
}
