using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres.Index;

namespace Genesys.Tests.Journal;

/// <summary>How much of its time PostgreSQL's search index takes.</summary>
public class PostgresIndexTests
{
    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(1, false, 1)]
    [InlineData(5_000, false, 1)]
    [InlineData(5_001, false, 9)]
    [InlineData(1_000, true, 9)]
    public void Rest_IsLongInAFlood_AndNoneWhenNothingComesIn_HoweverMuchIsLeftOfBefore(
        double events, bool isCrowded, int rest) =>
        Assert.Equal(rest, PostgresIndex.RestAt(events, isCrowded));

    [Fact]
    public void WhatChanged_IsCountedWhenItIsTakenAndWhenItIsLetGo()
    {
        var changed = new ChangedKeys();
        changed.Add(1);
        changed.Take();
        changed.Add(Enumerable.Range(0, 1_000_001).Select(key => (long)key));

        Assert.Equal(1_000_002, changed.Added);
        Assert.True(changed.Take() is ([], true));
    }
}
