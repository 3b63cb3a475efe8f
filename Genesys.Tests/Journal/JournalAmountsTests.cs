using System.Text.RegularExpressions;
using Genesys.Receiver.Journal;

namespace Genesys.Tests.Journal;

public partial class JournalAmountsTests
{
    private static readonly JournalOptions Bounds = new()
    {
        MaxOpenDeliveries = 10,
        MaxDeliveryBytes = 20,
        MaxOpenAnomalies = 30,
        MaxAnomalyBytes = 40,
        MaxOpenHandOvers = 50,
        MaxHandOverBytes = 60,
    };

    [Theory]
    [InlineData(10, 0, 0, 0, 0, 0, nameof(JournalOptions.MaxOpenDeliveries))]
    [InlineData(0, 20, 0, 0, 0, 0, nameof(JournalOptions.MaxDeliveryBytes))]
    [InlineData(0, 0, 30, 0, 0, 0, nameof(JournalOptions.MaxOpenAnomalies))]
    [InlineData(0, 0, 0, 40, 0, 0, nameof(JournalOptions.MaxAnomalyBytes))]
    [InlineData(0, 0, 0, 0, 50, 0, nameof(JournalOptions.MaxOpenHandOvers))]
    [InlineData(0, 0, 0, 0, 0, 60, nameof(JournalOptions.MaxHandOverBytes))]
    public void BoundThatIsReached_IsNamed_AndNoOther(
        long deliveries, long deliveryBytes, long anomalies, long anomalyBytes, long handOvers, long handOverBytes,
        string bound)
    {
        var full = new JournalAmounts(
            deliveries, deliveryBytes, anomalies, anomalyBytes, handOvers, handOverBytes).Full(Bounds);

        Assert.Equal($"Journal:{bound}", Assert.Single(Settings().Matches(full!)).Value);
    }

    [GeneratedRegex("Journal:[A-Za-z]+")]
    private static partial Regex Settings();

    [Fact]
    public void LessThanEachBound_IsNotFull() =>
        Assert.Null(new JournalAmounts(9, 19, 29, 39, 49, 59).Full(Bounds));
}
