using System.Buffers;
using Genesys.Receiver.Intake.Bodies;

namespace Genesys.Tests.Intake.Bodies;

public class PooledBodyTests
{
    [Fact]
    public void BytesThatArriveInParts_AreKeptInTheirOrder()
    {
        var bytes = new byte[100_000];
        Random.Shared.NextBytes(bytes);
        using var body = new PooledBody(new BodyBudget(long.MaxValue));

        for (var start = 0; start < bytes.Length; start += 7_919)
        {
            Assert.True(
                body.TryAppend(new ReadOnlySequence<byte>(bytes, start, Math.Min(7_919, bytes.Length - start))));
        }

        Assert.Equal(bytes, body.Bytes.ToArray());
    }

    [Fact]
    public void BodyThatIsDisposed_GivesItsBudgetBack()
    {
        var budget = new BodyBudget(20_000);
        using (var body = new PooledBody(budget))
        {
            Assert.True(body.TryReserve());
            using var another = new PooledBody(budget);
            Assert.False(another.TryReserve());
        }

        using var later = new PooledBody(budget);
        Assert.True(later.TryReserve());
    }
}
