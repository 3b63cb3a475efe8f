using System.Diagnostics;
using Genesys.Benchmarks.Stack;

namespace Genesys.Benchmarks.Kill;

/// <summary>The rounds, and what is found after them.</summary>
internal sealed class KillRounds(KillSettings settings) : IAsyncDisposable
{
    private const double OutageShare = 0.3;
    private const double EarlyShare = 0.15;

    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(1_500);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(4);

    private readonly DirectoryInfo _folder =
        settings.Folder is { } path ? Directory.CreateDirectory(path) : Directory.CreateTempSubdirectory("kill-rounds-");

    private readonly Random _random = new(settings.Seed);
    private readonly List<DateTimeOffset> _kills = [];
    private readonly List<Task> _outages = [];
    private KillStack? _stack;

    public async Task<int> RunAsync()
    {
        var cancel = CancellationToken.None;
        Console.WriteLine($"{settings.Rounds} rounds on {(settings.Postgres is null ? "SQLite" : "PostgreSQL")}, {settings.Receivers} receiver(s), seed {settings.Seed}; files in {_folder.FullName}");
        _stack = new KillStack(settings, _folder.FullName);
        await _stack.StartAsync(cancel);
        await _stack.BeginFaultsAsync(cancel);
        var started = Stopwatch.GetTimestamp();
        var load = new KillLoad(_stack, settings.Senders);
        var running = load.RunAsync();
        for (var round = 1; round <= settings.Rounds; round++)
        {
            await KillOneAsync(cancel);
            if (round % 10 == 0 || round == settings.Rounds)
            {
                Console.WriteLine(
                    $"{Stopwatch.GetElapsedTime(started):hh\\:mm\\:ss}  round {round,4}  {load.Accepted.Count,9:n0} answered 200  {load.Rejected.Count,8:n0} answered 400  "
                    + $"{load.Unanswered,7:n0} cut off and sent again  {load.Refused,6:n0} answered 503");
            }
        }

        load.Stop();
        await running;
        await Task.WhenAll(_outages);
        await _stack.EndFaultsAsync(cancel);
        Console.WriteLine("The load is over; what waits is finished now.");
        return await new KillCheck(_stack, load, _folder, _kills).RunAsync(settings.Patience, cancel) ? 0 : 1;
    }

    public ValueTask DisposeAsync()
    {
        _stack?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Kills a receiver at a random moment of its life, now and then before it is ready, and starts it again.</summary>
    private async Task KillOneAsync(CancellationToken cancellationToken)
    {
        if (_random.NextDouble() < OutageShare)
        {
            _outages.Add(_stack!.BeginOutageAsync(
                _random.Next(2) == 0 ? _stack.Genesys : _stack.CloudWatch, LongestOutage * _random.NextDouble(), cancellationToken));
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
