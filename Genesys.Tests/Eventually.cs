using System.Diagnostics;

namespace Genesys.Tests;

/// <summary>Waits for something that other threads bring about. The limit is for what never comes; it asserts no speed.</summary>
internal static class Eventually
{
    public static async Task IsTrue(Func<bool> condition, string what, Action? between = null, int limitSeconds = 90)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started).TotalSeconds > limitSeconds)
            {
                Assert.Fail($"Waited {limitSeconds} s in vain: {what}.");
            }

            between?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
