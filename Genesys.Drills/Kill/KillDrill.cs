using System.Diagnostics;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Kill;

/// <summary>Kills receivers under load, then looks for what they answered.</summary>
internal sealed class KillDrill(KillSettings settings) : IAsyncDisposable
{
    private const double OutageShare = 0.3;
    private const double EarlyShare = 0.15;

    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(1_500);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(4);

    private readonly DirectoryInfo _folder =
        settings.Folder is { } path ? Directory.CreateDirectory(path) : Directory.CreateTempSubdirectory("kill-");

    private readonly Random _random = new(settings.Seed);
    private readonly List<DateTimeOffset> _kills = [];
    private readonly List<Task> _outages = [];
    private KillStack? _stack;

    /// <summary>True when nothing is missing.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(
            $"{settings.Times} kills on {(settings.Postgres is null ? "SQLite" : "PostgreSQL")}, {settings.Receivers} receiver(s), seed {settings.Seed}; "
            + $"files in {_folder.FullName}");
        _stack = new KillStack(settings, _folder.FullName);
        await _stack.StartAsync(cancellationToken);
        await _stack.BeginFaultsAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var load = new KillLoad(_stack, settings.Senders);
        var running = load.RunAsync();
        for (var time = 1; time <= settings.Times; time++)
        {
            await KillOneAsync(cancellationToken);
            if (time % 10 == 0 || time == settings.Times)
            {
                Console.WriteLine(
                    $"{Stopwatch.GetElapsedTime(started):hh\\:mm\\:ss}  kill {time,4}  {load.Accepted.Count,9:n0} answered 200  "
                    + $"{load.Rejected.Count,8:n0} answered 400  {load.Unanswered,7:n0} cut off and sent again  {load.Refused,6:n0} answered 503");
            }
        }

        load.Stop();
        await running;
        await Task.WhenAll(_outages);
        await _stack.EndFaultsAsync(cancellationToken);
        Console.WriteLine("The load is over; what waits is finished now.");
        return await new KillCheck(_stack, load, _folder, _kills).RunAsync(settings.Patience, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _stack?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Kills a receiver at a random moment of its life, now and then before it is ready, and starts it again.
    /// </summary>
    private async Task KillOneAsync(CancellationToken cancellationToken)
    {
        if (_random.NextDouble() < OutageShare)
        {
            _outages.Add(_stack!.BeginOutageAsync(
                _random.Next(2) == 0 ? _stack.Genesys : _stack.CloudWatch, LongestOutage * _random.NextDouble(),
                cancellationToken));
        }

        var receiver = _stack!.Receivers[_random.Next(_stack.Receivers.Count)];
        await Task.Delay(LongestLife * _random.NextDouble(), TimeProvider.System, cancellationToken);
        await KillAsync(receiver);
        if (_random.NextDouble() < EarlyShare)
        {
            receiver.Start();
            await Task.Delay(LongestLife * _random.NextDouble(), TimeProvider.System, cancellationToken);
            await KillAsync(receiver);
        }

        receiver.Start();
        await receiver.ReadyAsync(cancellationToken);
    }

    private async Task KillAsync(Part receiver)
    {
        await receiver.KillAsync();
        _kills.Add(TimeProvider.System.GetUtcNow());
    }
}
