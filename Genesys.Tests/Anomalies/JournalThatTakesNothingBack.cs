using System.Reflection;
using Genesys.Receiver.Journal;

namespace Genesys.Tests.Anomalies;

/// <summary>A journal that can't be reached at the moments when anomalies are given back to it, a few times.</summary>
public class JournalThatTakesNothingBack : DispatchProxy
{
    private IJournal? _journal;
    private int _failures;

    public static IJournal Around(IJournal journal, int failures)
    {
        var proxy = Create<IJournal, JournalThatTakesNothingBack>();
        ((JournalThatTakesNothingBack)(object)proxy)._journal = journal;
        ((JournalThatTakesNothingBack)(object)proxy)._failures = failures;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IJournal.ReleaseAsync) && Interlocked.Decrement(ref _failures) >= 0
            ? throw new JournalUnavailableException("The disk is away.")
            : targetMethod.Invoke(_journal, args);
}
