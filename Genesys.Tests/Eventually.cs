using System.Diagnostics;

namespace Genesys.Tests;

/// <summary>Waits for something that other threads bring about. The limit is for what never comes; it asserts no speed.</summary>
internal static class Eventually
{
    public static Task IsTrue(Func<bool> condition, string what, Action? between = null, int limitSeconds = 90) =>
        IsTrue(() => Task.FromResult(condition()), what, TimeSpan.FromMilliseconds(1), between, limitSeconds);

    /// <summary>Asks something that has to be waited for itself, such as a receiver's journal.</summary>
    public static Task IsTrue(Func<Task<bool>> condition, string what) =>
        IsTrue(condition, what, TimeSpan.FromMilliseconds(20), between: null, limitSeconds: 90);

    private static async Task IsTrue(Func<Task<bool>> condition, string what, TimeSpan pause, Action? between, int limitSeconds)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started).TotalSeconds > limitSeconds)
            {
                Assert.Fail($"Waited {limitSeconds} s in vain: {what}.");
            }

            between?.Invoke();
            await Task.Delay(pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
