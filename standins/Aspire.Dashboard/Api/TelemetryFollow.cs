using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard.Api;

/// <summary><c>follow=true</c>: the newest of what is kept, then whatever arrives, each record a line of OTLP JSON, until the reader hangs up.</summary>
internal static class TelemetryFollow
{
    private const string Ndjson = "application/x-ndjson";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    public static IResult Spans(TelemetryStore store, TelemetryQuery query, int limit, CancellationToken stop)
    {
        var (arrived, fits) = (0L, query.Span());
        return Lines(() => Array.FindAll(store.Traces.After(ref arrived), fits), span => OtlpExport.Spans([span]), query.Limit ?? limit, stop);
    }

    public static IResult Logs(TelemetryStore store, TelemetryQuery query, int limit, CancellationToken stop)
    {
        var (arrived, fits) = (0L, query.Log());
        return Lines(
            () =>
            {
                var fresh = Array.FindAll(store.Logs.All(), entry => entry.Sequence > arrived);
                arrived = fresh.Length > 0 ? fresh[^1].Sequence : arrived;
                return Array.FindAll(fresh, fits);
            },
            entry => OtlpExport.Logs([entry]), query.Limit ?? limit, stop);
    }

    private static IResult Lines<T>(Func<T[]> next, Func<T, byte[]> write, int limit, CancellationToken stop) => Results.Stream(
        async stream =>
        {
            var records = next();
            records = records[Math.Max(0, records.Length - limit)..];
            using var timer = new PeriodicTimer(Period);
            try
            {
                do
                {
                    foreach (var record in records)
                    {
                        await stream.WriteAsync(write(record), stop);
                        await stream.WriteAsync("\n"u8.ToArray(), stop);
                    }

                    // Also when there is nothing: the reader sees that the answer has begun.
                    await stream.FlushAsync(stop);
                    records = await timer.WaitForNextTickAsync(stop) ? next() : [];
                }
                while (!stop.IsCancellationRequested);
            }
            catch (OperationCanceledException)
            {
                // The reader hung up.
            }
        },
        Ndjson);
}
