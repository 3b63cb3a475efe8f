using System.Net;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Intake;

/// <summary>An array costs as much as the requests that it stands for.</summary>
public sealed class RateLimitTests
{
    [Theory]
    [InlineData("Intake:RateLimit")]
    [InlineData("Intake:RateLimitPerCredential")]
    public async Task ArrayOverTheLimit_Answers429_AndIsRecordedNowhere(string limit)
    {
        using var receiver = ReceiverApp.Start(new() { [limit] = "5" });

        using var answer = await receiver.SendAsync($"[{string.Join(',', Enumerable.Repeat("0", 500))}]", Cancel);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        var state = await receiver.Services.GetRequiredService<IJournal>().GetStateAsync(Cancel);
        Assert.Equal((0L, 0L), (state.OpenDeliveries, state.OpenAnomalies));
    }

    [Fact]
    public async Task ArrayWithinTheLimit_IsTaken()
    {
        using var receiver = ReceiverApp.Start(
            new() { ["Intake:RateLimit"] = "5", ["Intake:RateLimitPerCredential"] = "5" });

        using var answer = await receiver.SendAsync(
            $"[{string.Join(',', Enumerable.Range(0, 5).Select(_ => new AnEvent()))}]", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(null, 5)]
    [InlineData(5, 5)]
    public void Array_CountsAsManyAsItHolds(int? all, int? each)
    {
        using var limits = new RateLimits(
            new Fixed(new IntakeOptions { RateLimit = all, RateLimitPerCredential = each }));

        Assert.True(limits.TryTake(CallerKind.Sender, "a", 4));
        Assert.False(limits.TryTake(CallerKind.Sender, "a", 2));
        Assert.False(limits.TryTake(CallerKind.Sender, "a", 6));
    }

    [Fact]
    public void Kinds_DontUseUpEachOthers()
    {
        using var limits = new RateLimits(new Fixed(new IntakeOptions { RateLimit = 1 }));

        foreach (var kind in Enum.GetValues<CallerKind>())
        {
            Assert.True(limits.TryTake(kind));
            Assert.False(limits.TryTake(kind));
        }
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(null, 1)]
    public void ChangeOfAnotherSetting_LeavesTheLimitsAsUsedAsTheyAre(int? all, int? each)
    {
        var options = new Changing(new IntakeOptions { RateLimit = all, RateLimitPerCredential = each });
        using var limits = new RateLimits(options);
        Assert.True(limits.TryTake(CallerKind.Sender, "a"));

        options.Change(new IntakeOptions { RateLimit = all, RateLimitPerCredential = each, MaxBodyBytes = 1_024 });

        Assert.False(limits.TryTake(CallerKind.Sender, "a"));
    }

    private sealed class Changing(IntakeOptions options) : IOptionsMonitor<IntakeOptions>
    {
        private Action<IntakeOptions, string?>? _listener;

        public IntakeOptions CurrentValue => options;

        public IntakeOptions Get(string? name) => options;

        public void Change(IntakeOptions changed) => _listener!(changed, null);

        public IDisposable? OnChange(Action<IntakeOptions, string?> listener)
        {
            _listener = listener;
            return null;
        }
    }

    private sealed class Fixed(IntakeOptions options) : IOptionsMonitor<IntakeOptions>
    {
        public IntakeOptions CurrentValue => options;

        public IntakeOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<IntakeOptions, string?> listener) => null;
    }
}
