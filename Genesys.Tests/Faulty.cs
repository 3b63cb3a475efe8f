using System.Reflection;

namespace Genesys.Tests;

/// <summary>An interface some of whose calls fail, as a bug makes them fail.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it.")]
internal class Faulty<T> : DispatchProxy
    where T : class
{
    private T? _whole;
    private Func<string, object?[], bool>? _fails;
    private Exception? _failure;

    /// <param name="whole">Does what doesn't fail.</param>
    /// <param name="fails">Whether a call fails, by its member's name and its arguments.</param>
    /// <param name="failure">What it throws.</param>
    public static T Around(T whole, Func<string, object?[], bool> fails, Exception? failure = null)
    {
        var proxy = Create<T, Faulty<T>>();
        var faulty = (Faulty<T>)(object)proxy;
        (faulty._whole, faulty._fails, faulty._failure) = (whole, fails, failure ?? new InvalidCastException("a bug"));
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _fails!(targetMethod!.Name, args ?? []) ? throw _failure! : targetMethod.Invoke(_whole, args);
}
