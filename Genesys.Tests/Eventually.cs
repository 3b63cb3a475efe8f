using System.Diagnostics;
using System.Net;
using Genesys.Receiver.Client;

namespace Genesys.Tests;

/// <summary>
/// Waits for something that other threads bring about. The limit is for what never comes; it asserts no speed.
/// </summary>
internal static class Eventually
{
    // Where a test moves a clock on between two questions, the pause is how long that takes.
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    public static Task IsTrue(
        Func<bool> condition, string what, Action? between = null, int limitSeconds = 90, Func<string>? told = null) =>
        IsTrue(() => Task.FromResult(condition()), what, between, limitSeconds, told);

    /// <summary>Asks something that has to be waited for itself, such as a receiver's journal.</summary>
    /// <param name="condition">What is asked.</param>
    /// <param name="what">What is waited for, in words.</param>
    /// <param name="between">What is done between two questions.</param>
    /// <param name="limitSeconds">When it is given up.</param>
    /// <param name="told">What a failure tells besides, such as what a process wrote.</param>
    public static async Task IsTrue(
        Func<Task<bool>> condition, string what, Action? between = null, int limitSeconds = 90,
        Func<string>? told = null)
    {
        var started = Stopwatch.GetTimestamp();
        Exception? problem = null;
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            try
            {
                if (await condition())
                {
                    return;
                }

                problem = null;
            }
            catch (Exception e)
                when (e is HttpRequestException { StatusCode: null or HttpStatusCode.ServiceUnavailable }
                    or ReceiverException { Status: (int)HttpStatusCode.ServiceUnavailable })
            {
                // What doesn't listen yet, or says that it can't be used for a moment, is asked again.
                problem = e;
            }

            var pause = 2 * Stopwatch.GetElapsedTime(asked);
            if (Stopwatch.GetElapsedTime(started).TotalSeconds > limitSeconds)
            {
                Assert.Fail($"Waited {limitSeconds} s in vain: {what}. {problem} {told?.Invoke()}");
            }

            between?.Invoke();

            // A question that costs much is asked seldom: what it asks for needs the machine too.
            var shortest = between is null ? ShortestPause : ShortestStep;
            pause = pause < shortest ? shortest : pause > LongestPause ? LongestPause : pause;
            await Task.Delay(pause, TimeProvider.System, Cancel);
        }
    }
}
