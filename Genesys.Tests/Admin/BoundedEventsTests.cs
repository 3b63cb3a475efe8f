using System.Net.ServerSentEvents;
using System.Text;
using Genesys.Receiver.Client;

namespace Genesys.Tests.Admin;

/// <summary>The bound of one change in a stream, whatever its lines end with and wherever a read ends.</summary>
public sealed class BoundedEventsTests
{
    private const int Most = 24;

    private static readonly SilenceLimit NoSilence = new(Timeout.InfiniteTimeSpan, TimeProvider.System);

    public static TheoryData<string, int> LineEndsAndReads
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var lineEnd in new[] { "\n", "\r", "\r\n" })
            {
                foreach (var read in new[] { 1, 2, 3, 7, Most, 4_096 })
                {
                    all.Add(lineEnd, read);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(LineEndsAndReads))]
    public async Task EventsWithinTheBound_AllPass_HoweverManyThereAre(string lineEnd, int read)
    {
        var text = string.Concat(Enumerable.Range(0, 50).Select(
            index => $"event: a{lineEnd}data: {index:000}{lineEnd}{lineEnd}"));

        var events = await ReadAsync(text, read);

        Assert.Equal(Enumerable.Range(0, 50).Select(index => $"{index:000}"), events);
    }

    [Theory]
    [MemberData(nameof(LineEndsAndReads))]
    public async Task AnEventOfManyShortLines_IsAsLongAsAllOfThem(string lineEnd, int read)
    {
        var text = $"data: 1{lineEnd}{lineEnd}" + string.Concat(Enumerable.Repeat($"data: 2{lineEnd}", 4));

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(text, read));

        Assert.Equal("An event is longer than 24 bytes.", exception.Message);
    }

    [Theory]
    [MemberData(nameof(LineEndsAndReads))]
    public async Task ALineWithoutAnEnd_IsRefused(string lineEnd, int read) =>
        await Assert.ThrowsAsync<InvalidDataException>(
            () => ReadAsync($"data: 1{lineEnd}{lineEnd}{new string('x', Most + 1)}", read));

    [Theory]
    [InlineData("\n\r\n")]
    [InlineData("\r\r")]
    [InlineData("\r\n\r")]
    [InlineData("\r\n\n")]
    public async Task LineEndsOfDifferentKinds_EndAnEventToo(string ends)
    {
        var text = string.Concat(Enumerable.Repeat("data: 12345678" + ends, 3));

        Assert.Equal(["12345678", "12345678", "12345678"], await ReadAsync(text, 1));
    }

    [Theory]
    [InlineData(Most, true)]
    [InlineData(Most + 1, false)]
    public async Task TheBound_IsTheLastLengthThatPasses(int length, bool passes)
    {
        var reading = ReadAsync($"data: {new string('x', length - 6)}", 4_096);

        var exception = await Record.ExceptionAsync(() => reading);

        Assert.Equal(passes ? null : typeof(InvalidDataException), exception?.GetType());
    }

    private static async Task<List<string>> ReadAsync(string text, int read)
    {
        await using var inner = new InParts(Encoding.UTF8.GetBytes(text), read);
        await using var bounded = new BoundedEvents(inner, Most, NoSilence);
        var events = new List<string>();
        await foreach (var item in SseParser.Create(bounded).EnumerateAsync(Cancel))
        {
            events.Add(item.Data);
        }

        return events;
    }

    private sealed class InParts(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
