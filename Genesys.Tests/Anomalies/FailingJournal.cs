using System.Reflection;
using Genesys.Receiver.Journal;

namespace Genesys.Tests.Anomalies;

/// <summary>A journal one of whose members fails a few times before it works.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it.")]
internal class FailingJournal : DispatchProxy
{
    private IJournal? _journal;
    private string? _member;
    private Exception? _failure;
    private int _times;

    public static IJournal Around(IJournal journal, string? member, Exception? failure, int times)
    {
        var proxy = Create<IJournal, FailingJournal>();
        var failing = (FailingJournal)(object)proxy;
        (failing._journal, failing._member, failing._failure, failing._times) = (journal, member, failure, times);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == _member && Interlocked.Decrement(ref _times) >= 0
            ? throw _failure! : targetMethod.Invoke(_journal, args);
}
