using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Puts a <see cref="ReferenceExpression"/> together piece by piece.</summary>
public class ReferenceExpressionBuilder
{
    private readonly StringBuilder format = new();
    private readonly List<IValueProvider> valueProviders = [];
    private readonly List<string> manifestExpressions = [];
    private readonly List<string?> stringFormats = [];

    public bool IsEmpty => format.Length == 0;

    public void AppendLiteral(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
    }

    public void AppendFormatted(string? value) => AppendFormatted(value, null);

    public void AppendFormatted(string? value, string? format = null)
    {
        if (value is not null)
        {
            AppendLiteral(string.Equals(format, "uri", StringComparison.OrdinalIgnoreCase) ? Uri.EscapeDataString(value) : value);
        }
    }

    public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => AppendValueProvider(valueProvider, null);

    public void AppendFormatted<T>(T valueProvider, string? format) where T : IValueProvider, IManifestExpressionProvider =>
        AppendValueProvider(valueProvider, format);

    public void AppendValueProvider(object valueProvider, string? format = null)
    {
        if (valueProvider is not (IValueProvider provider and IManifestExpressionProvider manifest))
        {
            throw new ArgumentException("A part of an expression must be a value provider and a manifest expression provider.", nameof(valueProvider));
        }

        this.format.Append('{').Append(valueProviders.Count).Append('}');
        valueProviders.Add(provider);
        manifestExpressions.Add(manifest.ValueExpression);
        stringFormats.Add(format);
    }

    public void Append(in ReferenceExpressionBuilderInterpolatedStringHandler handler) => handler.AppendTo(this);

    public ReferenceExpression Build() => new(format.ToString(), [.. valueProviders], [.. manifestExpressions], [.. stringFormats]);

    /// <summary>Takes an interpolated string apart and appends it.</summary>
    [InterpolatedStringHandler]
    public ref struct ReferenceExpressionBuilderInterpolatedStringHandler
    {
        private readonly List<Action<ReferenceExpressionBuilder>> parts;

        public ReferenceExpressionBuilderInterpolatedStringHandler(int literalLength, int formattedCount)
        {
            _ = literalLength;
            parts = new List<Action<ReferenceExpressionBuilder>>((2 * formattedCount) + 1);
        }

        public readonly void AppendLiteral(string value) => parts.Add(builder => builder.AppendLiteral(value));

        public readonly void AppendFormatted(string? value) => parts.Add(builder => builder.AppendFormatted(value, null));

        public readonly void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider =>
            parts.Add(builder => builder.AppendFormatted(valueProvider));

        public readonly void AppendFormatted<T>(IResourceBuilder<T> resourceBuilder) where T : IResource, IValueProvider, IManifestExpressionProvider =>
            parts.Add(builder => builder.AppendFormatted(resourceBuilder.Resource));

        internal readonly void AppendTo(ReferenceExpressionBuilder builder) => parts.ForEach(part => part(builder));
    }
}
