using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// Several clients of one limit, with time on the wire, on a fake clock: nobody is throttled, and everyone gets a
/// share.
/// </summary>
public class SharedLimitTests
{
    private const int Allowed = 300;
    private const double PerSecond = Allowed / 60.0;

    public static TheoryData<int, bool> Crowds => new()
    {
        { 1, false }, { 1, true }, { 2, false }, { 2, true }, { 3, false }, { 3, true }, { 8, false }, { 8, true },
    };

    [Theory]
    [MemberData(nameof(Crowds))]
    public void Receivers_ThatAllWantMore_ShareTheLimit_WithoutA429(int receivers, bool slow)
    {
        var network = new Network(receivers, slow ? TimeSpan.FromSeconds(1.5) : TimeSpan.FromSeconds(0.08));
        network.Run(TimeSpan.FromMinutes(10));

        Assert.InRange(network.RefusedShare, 0, 0.01);
        // Ten minutes touch eleven of the server's windows.
        Assert.InRange(network.Taken, Allowed * 10 * 0.9, Allowed * 11);
        var fair = network.Taken / (double)receivers;
        Assert.All(network.Counts, count => Assert.InRange(count, fair * 0.7, fair * 1.3));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(2.4)]
    public void ClientThatNeverLooksAtTheLimit_IsNotThrottledByTheReceiver(double rate)
    {
        var network = new Network(1, TimeSpan.FromSeconds(0.08)) { OtherClient = rate };
        network.Run(TimeSpan.FromMinutes(10));

        Assert.InRange(network.OtherClientRefused, 0, network.OtherClientTaken * 0.01);
        Assert.InRange(network.RefusedShare, 0, 0.01);
        Assert.InRange(network.Counts[0], (PerSecond - rate) * 600 * 0.9, (PerSecond - rate) * 600);
    }

    [Fact]
    public void ClientThatTakesAllItCan_StillLeavesTheReceiverAFifth()
    {
        var network = new Network(1, TimeSpan.FromSeconds(0.08)) { OtherClient = PerSecond };
        network.Run(TimeSpan.FromMinutes(10));

        Assert.InRange(network.Counts[0], PerSecond * 600 * 0.2, PerSecond * 600 * 0.5);
    }

    [Fact]
    public void ClientThatGoesAway_LeavesItsShareWithinAMinute()
    {
        var network = new Network(1, TimeSpan.FromSeconds(0.08)) { OtherClient = 2.4 };
        network.Run(TimeSpan.FromMinutes(5));
        network.OtherClient = 0;
        network.Run(TimeSpan.FromMinutes(1));
        var before = network.Counts[0];
        network.Run(TimeSpan.FromMinutes(1));

        Assert.InRange(network.Counts[0] - before, Allowed * 0.9, Allowed);
    }

    [Theory]
    [InlineData(0.05, 0, false, false)]
    [InlineData(0.3, 2, false, false)]
    [InlineData(0.3, 2, true, false)]
    [InlineData(0.3, 2, false, true)]
    [InlineData(1.8, 8, true, false)]
    public void OneClientAlone_UsesTheWholeLimit_HoweverLateAnswersCome(
        double latency, double slowest, bool beginsWithARequest, bool roundsDown)
    {
        var network = new Network(
            1, TimeSpan.FromSeconds(
                latency))
        { Slowest = slowest, BeginsWithARequest = beginsWithARequest, RoundsDown = roundsDown };
        network.Run(TimeSpan.FromMinutes(10));

        Assert.InRange(network.RefusedShare, 0, 0.01);
        Assert.InRange(network.Taken, Allowed * 10 * 0.94, Allowed * 10);
    }

    /// <summary>
    /// Clients that always have something to ask, and a server that counts in windows of a minute and tells the reset
    /// in whole seconds.
    /// </summary>
    private sealed class Network
    {
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

        private readonly Random _random = new(7);
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 13, TimeSpan.Zero));
        private readonly RequestPacer[] _receivers;
        private readonly TimeSpan _latency;
        private readonly PriorityQueue<Action, DateTimeOffset> _onTheWire = new();
        private DateTimeOffset _windowEnd;
        private int _count;
        private double _otherClientDue;

        public Network(int receivers, TimeSpan latency)
        {
            _receivers = [.. Enumerable.Range(0, receivers).Select(_ => new RequestPacer(_time, Allowed))];
            _latency = latency;
            Counts = new int[receivers];
        }

        /// <summary>Requests a second of a client that never looks at the headers.</summary>
        public double OtherClient { get; set; }

        /// <summary>One answer in twenty comes up to so many seconds later than the others.</summary>
        public double Slowest { get; init; }

        /// <summary>
        /// A window begins with the first request after the last one ended; else with the clock's minute.
        /// </summary>
        public bool BeginsWithARequest { get; init; }

        /// <summary>The reset is rounded down, not up.</summary>
        public bool RoundsDown { get; init; }

        public int[] Counts { get; }

        public int Taken => Counts.Sum();

        public int Refused { get; private set; }

        public int OtherClientTaken { get; private set; }

        public int OtherClientRefused { get; private set; }

        public double RefusedShare => Refused / (double)(Taken + Refused);

        public void Run(TimeSpan span)
        {
            for (var end = _time.GetUtcNow() + span; _time.GetUtcNow() < end; _time.Advance(Step))
            {
                while (_onTheWire.TryPeek(out _, out var due) && due <= _time.GetUtcNow())
                {
                    _onTheWire.Dequeue()();
                }

                for (var number = 0; number < _receivers.Length; number++)
                {
                    if (_receivers[number].TryAdmit(out var request) == TimeSpan.Zero)
                    {
                        var one = number;
                        _onTheWire.Enqueue(() => Arrive(one, request), _time.GetUtcNow() + (_latency / 2));
                    }
                }

                for (_otherClientDue += OtherClient * Step.TotalSeconds; _otherClientDue >= 1; _otherClientDue--)
                {
                    _ = Count() ? OtherClientTaken++ : OtherClientRefused++;
                }
            }
        }

        private void Arrive(int receiver, PacedRequest request)
        {
            var taken = Count();
            var reset = Reset();
            var reading = new RateLimitReading(_count, Allowed, reset);
            Counts[receiver] += taken ? 1 : 0;
            Refused += taken ? 0 : 1;
            _onTheWire.Enqueue(
                () =>
                {
                    _receivers[receiver].Observe(reading, request);
                    if (!taken)
                    {
                        _receivers[receiver].Pause(reset);
                    }
                },
                _time.GetUtcNow() + (_latency / 2)
                    + (_random.Next(20) == 0 ? TimeSpan.FromSeconds(_random.NextDouble() * Slowest) : TimeSpan.Zero));
        }

        private bool Count()
        {
            var now = _time.GetUtcNow();
            if (now >= _windowEnd)
            {
                _windowEnd = (
                    BeginsWithARequest ? now : DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / 60 * 60))
                        .AddMinutes(1);
                _count = 0;
            }

            return ++_count <= Allowed;
        }

        private TimeSpan Reset()
        {
            var left = (_windowEnd - _time.GetUtcNow()).TotalSeconds;
            return TimeSpan.FromSeconds(RoundsDown ? Math.Floor(left) : Math.Floor(left) + 1);
        }
    }
}
