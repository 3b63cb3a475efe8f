using System.Diagnostics;
using System.Globalization;

namespace Genesys.Benchmarks.Http;

/// <summary>
/// What handing on is measured beside: requests of a webhook's size to an address, each after the answer to the one
/// before, and nothing else. Prints how many a second there were, and the processor time of each in this process.
/// </summary>
internal static class PostLoop
{
    public const string Name = "post-loop";
    public const string Usage = Name + " ADDRESS SECONDS CALLS-AT-A-TIME BYTES";

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var address, var time, var callsText, var sizeText]
            || !double.TryParse(time, CultureInfo.InvariantCulture, out var seconds)
            || !int.TryParse(callsText, CultureInfo.InvariantCulture, out var calls)
            || !int.TryParse(sizeText, CultureInfo.InvariantCulture, out var size))
        {
            await Console.Error.WriteLineAsync($"Usage: {Usage}");
            return 2;
        }

        var body = new byte[size];
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
        await RunAsync(client, address, body, calls, TimeSpan.FromSeconds(1));
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var done = await RunAsync(client, address, body, calls, TimeSpan.FromSeconds(seconds));
        process.Refresh();
        var spent = (process.TotalProcessorTime - before).TotalMicroseconds / done;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done / seconds:F0}/s, {spent:F0} µs each here"));
        return 0;
    }

    private static async Task<long> RunAsync(
        HttpMessageInvoker client, string address, byte[] body, int calls, TimeSpan time)
    {
        var done = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address)
                {
                    Content = new ByteArrayContent(body),
                };
                using var answer = await client.SendAsync(request, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref done);
            }
        })));
        return done;
    }
}
