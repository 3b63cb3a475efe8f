namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that can stand in an expression.</summary>
public interface IExpressionValue;

/// <summary>Gives a value when the application runs.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) => GetValueAsync(cancellationToken);
}

/// <summary>Gives the expression that stands for the value in the manifest.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}

/// <summary>Names what a value is made of.</summary>
public interface IValueWithReferences
{
    IEnumerable<object> References { get; }
}
