using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.GenesysCloud;

public class RequestPacerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void QuietTime_AllowsTwoSecondsWorthAtOnce_ThenTheSteadyRate()
    {
        var pacer = new RequestPacer(_time, 300);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(10, AdmitNow(pacer));
        Assert.InRange(pacer.TryAdmit(out _).TotalSeconds, 0.19, 0.22);
    }

    [Fact]
    public void ReceiverThatHasJustStarted_BeginsWithOneRequest()
    {
        var pacer = new RequestPacer(_time, 300);

        Assert.Equal(1, AdmitNow(pacer));
        Assert.InRange(pacer.TryAdmit(out _).TotalSeconds, 0.19, 0.22);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OneRequestAMinute_IsMadeOnceAMinute(bool isTold)
    {
        var pacer = new RequestPacer(_time, isTold ? 300 : 1);
        if (isTold)
        {
            Assert.Equal(1, AdmitNow(pacer));
            pacer.Observe(new RateLimitReading(1, 1, TimeSpan.FromMinutes(1)));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var moments = Saturate(pacer, TimeSpan.FromMinutes(10), _ => { });

        Assert.InRange(moments.Count, 8, 10);
    }

    [Fact]
    public void AnyMinute_HoldsNoMoreThanAllowed_BeforeAnyAnswer()
    {
        var pacer = new RequestPacer(_time, 300);
        var moments = Saturate(pacer, TimeSpan.FromMinutes(5), _ => { });

        Assert.InRange(moments.Count, 5 * 280, 5 * 300);
        Assert.InRange(RequestRate.MostWithin(moments, TimeSpan.FromSeconds(60)), 280, 305);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(180)]
    [InlineData(60)]
    [InlineData(1_000)]
    public void WindowOfTheServer_IsNeverOverrun_WhateverItsPhase(int allowed)
    {
        foreach (var phase in new[] { 0.0, 7.3, 29.9, 59.5 })
        {
            var pacer = new RequestPacer(_time, 300);
            var server = new WindowedLimit(_time, allowed, phase);
            var moments = Saturate(pacer, TimeSpan.FromMinutes(5), _ => server.Take(pacer));

            Assert.True(
                server.Refused <= server.Taken * 0.01, $"{server.Refused} of {server.Taken} refused at phase {phase}");
            Assert.True(
                server.Taken >= 5 * allowed * 0.9, $"only {server.Taken} of {5 * allowed} used at phase {phase}");
            // The limit's worth of ten seconds, after the first window's start-up.
            Assert.InRange(RequestRate.MostWithin(moments, TimeSpan.FromSeconds(10)), 1, (allowed / 6.0 * 1.2) + 1);
        }
    }

    [Fact]
    public void OtherClientsOfTheSameCredentials_GetTheirShare()
    {
        var server = new WindowedLimit(_time, 300, 0);
        RequestPacer[] pacers = [new(_time, 300), new(_time, 300), new(_time, 300)];
        var counts = new int[pacers.Length];
        for (var end = _time.GetUtcNow()
            + TimeSpan.FromMinutes(10); _time.GetUtcNow() < end; _time.Advance(TimeSpan.FromMilliseconds(20)))
        {
            for (var i = 0; i < pacers.Length; i++)
            {
                if (pacers[i].TryAdmit(out _) == TimeSpan.Zero)
                {
                    server.Take(pacers[i]);
                    counts[i]++;
                }
            }
        }

        Assert.True(server.Refused <= server.Taken * 0.01, $"{server.Refused} of {server.Taken} refused");
        Assert.All(counts, count => Assert.InRange(count, 700, 1_300));
    }

    [Fact]
    public void GoodAnswersWithoutHeaders_AreNotPaced_UntilA429Comes()
    {
        var pacer = new RequestPacer(_time, 300);
        pacer.Observe(null);
        Assert.Equal(1_000, AdmitNow(pacer, most: 1_000));

        pacer.Pause(TimeSpan.FromSeconds(3));
        Assert.Equal(3, pacer.TryAdmit(out _).TotalSeconds, 3);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(1, AdmitNow(pacer, most: 1_000));
        pacer.Observe(null);
        Assert.Equal(0, AdmitNow(pacer, most: 1_000));
    }

    [Fact]
    public void HeadersOnce_OneAnswerWithout_GoesOnPacing()
    {
        var pacer = new RequestPacer(_time, 300);
        pacer.Observe(new RateLimitReading(1, 60, TimeSpan.FromSeconds(50)));
        pacer.Observe(null);

        Assert.InRange(AdmitNow(pacer, most: 1_000), 1, 3);
    }

    [Fact]
    public void UsedUpWindow_WaitsForTheNext()
    {
        var pacer = new RequestPacer(_time, 300);
        pacer.Observe(new RateLimitReading(300, 300, TimeSpan.FromSeconds(42)));

        Assert.Equal(42, pacer.TryAdmit(out _).TotalSeconds, 1);
        _time.Advance(TimeSpan.FromSeconds(43));
        Assert.Equal(TimeSpan.Zero, pacer.TryAdmit(out _));
    }

    [Fact]
    public void UsedShare_IsWhatTheWindowAtHandHasTaken()
    {
        var pacer = new RequestPacer(_time, 300);
        Assert.Equal(0, pacer.UsedShare);

        pacer.Observe(new RateLimitReading(150, 300, TimeSpan.FromSeconds(42)));
        pacer.TryAdmit(out _);
        Assert.Equal(151 / 300.0, pacer.UsedShare, 6);

        _time.Advance(TimeSpan.FromSeconds(43));
        Assert.Equal(0, pacer.UsedShare);
    }

    [Fact]
    public void AnswerThatComesAfterALaterOnes_MakesTheWindowNoEmptier()
    {
        var pacer = new RequestPacer(_time, 300);
        pacer.Observe(new RateLimitReading(1, 300, TimeSpan.FromSeconds(60)));
        pacer.TryAdmit(out var earlier);
        _time.Advance(TimeSpan.FromSeconds(1));
        pacer.TryAdmit(out var later);

        pacer.Observe(new RateLimitReading(200, 300, TimeSpan.FromSeconds(59)), later);
        pacer.Observe(new RateLimitReading(100, 300, TimeSpan.FromSeconds(60)), earlier);

        Assert.Equal(200 / 300.0, pacer.UsedShare, 6);
    }

    [Fact]
    public void AfterAnOutage_NoBurst()
    {
        var pacer = new RequestPacer(_time, 300);
        _time.Advance(TimeSpan.FromMinutes(10));
        pacer.Drain();

        Assert.Equal(1, AdmitNow(pacer));
        var moments = Saturate(pacer, TimeSpan.FromSeconds(10), _ => { });
        Assert.InRange(moments.Count, 45, 50);
    }

    [Fact]
    public void LongerPause_Wins()
    {
        var pacer = new RequestPacer(_time, 300);
        pacer.Pause(TimeSpan.FromSeconds(60));
        pacer.Pause(TimeSpan.FromSeconds(5));

        Assert.Equal(60, pacer.Paused.TotalSeconds, 3);
    }

    private static int AdmitNow(RequestPacer pacer, int most = 100)
    {
        var count = 0;
        while (count < most && pacer.TryAdmit(out _) == TimeSpan.Zero)
        {
            count++;
        }

        return count;
    }

    private List<TimeSpan> Saturate(RequestPacer pacer, TimeSpan span, Action<TimeSpan> onAdmitted)
    {
        var start = _time.GetUtcNow();
        var moments = new List<TimeSpan>();
        while (_time.GetUtcNow() - start < span)
        {
            var wait = pacer.TryAdmit(out _);
            if (wait == TimeSpan.Zero)
            {
                moments.Add(_time.GetUtcNow() - start);
                onAdmitted(moments[^1]);
            }
            else
            {
                _time.Advance(wait);
            }
        }

        return moments;
    }

    /// <summary>
    /// A limit as Genesys counts: so many in a window of a minute, told in whole seconds by every answer.
    /// </summary>
    private sealed class WindowedLimit(FakeTimeProvider time, int allowed, double phase)
    {
        private long _window = -1;
        private int _count;

        public int Taken { get; private set; }

        public int Refused { get; private set; }

        public void Take(RequestPacer pacer)
        {
            var seconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds + phase;
            var window = (long)(seconds / 60);
            _count = window == _window ? _count : 0;
            _window = window;
            var reset = (int)(60 - (seconds % 60));
            if (_count >= allowed)
            {
                Refused++;
                pacer.Pause(TimeSpan.FromSeconds(Math.Max(1, reset)));
            }
            else
            {
                _count++;
                Taken++;
            }

            pacer.Observe(new RateLimitReading(_count, allowed, TimeSpan.FromSeconds(reset)));
        }
    }
}
