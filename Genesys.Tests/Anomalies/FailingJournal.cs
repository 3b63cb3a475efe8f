using System.Reflection;

namespace Genesys.Tests.Anomalies;

/// <summary>A journal one of whose members fails a few times before it works.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it.")]
internal class FailingJournal : DispatchProxy
{
    private object? _journal;
    private string? _member;
    private Exception? _failure;
    private Predicate<object?[]>? _which;
    private int _times;

    /// <summary>True when it has failed as often as it was to.</summary>
    public bool HasFailed => Volatile.Read(ref _times) <= 0;

    /// <summary>Puts one before a journal.</summary>
    /// <param name="journal">The one that works.</param>
    /// <param name="member">What fails.</param>
    /// <param name="failure">How it fails.</param>
    /// <param name="times">How often.</param>
    /// <param name="which">Which calls do, by their arguments; null: all.</param>
    public static T Around<T>(
        T journal, string? member, Exception? failure, int times, Predicate<object?[]>? which = null)
        where T : class
    {
        var proxy = Create<T, FailingJournal>();
        var failing = (FailingJournal)(object)proxy;
        (failing._journal, failing._member, failing._failure) = (journal, member, failure);
        (failing._times, failing._which) = (times, which);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == _member && (_which is null || _which(args!)) && Interlocked.Decrement(ref _times) >= 0
            ? throw _failure! : targetMethod.Invoke(_journal, args);
}
