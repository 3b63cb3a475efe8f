using System.IO.Pipelines;
using Genesys.Receiver.Intake;

namespace Genesys.Tests.Intake;

public class PooledBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(100_000)]
    public async Task BodyWithinTheLimit_IsReadWhole(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        using var body = new PooledBody(new BodyBudget(long.MaxValue));

        Assert.Equal(BodyReading.Complete, await body.ReadAsync(PipeReader.Create(new MemoryStream(bytes)), 100_000, TestContext.Current.CancellationToken));
        Assert.Equal(bytes, body.Bytes.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(16 * 1024)]
    [InlineData(99_999)]
    public async Task BodyOverTheLimit_IsReadOneByteBeyondIt(int limit)
    {
        using var body = new PooledBody(new BodyBudget(long.MaxValue));

        Assert.Equal(BodyReading.TooLarge, await body.ReadAsync(PipeReader.Create(new MemoryStream(new byte[100_000])), limit, TestContext.Current.CancellationToken));
        Assert.Equal(limit + 1, body.Length);
    }
}
