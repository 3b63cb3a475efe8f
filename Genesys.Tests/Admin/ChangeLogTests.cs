using System.Text;
using Genesys.Receiver.Admin;

namespace Genesys.Tests.Admin;

public sealed class ChangeLogTests
{
    private readonly ChangeLog _log = new();

    [Fact]
    public void WhatSaysTheSame_IsNoChange()
    {
        Add("counts", "1");
        Add("counts", "1");
        Add("counts", "2");

        Assert.Equal(["1", "2"], Told(0));
    }

    [Fact]
    public void ANewReader_IsToldTheLatestOfEachSubject()
    {
        Add("counts", "1");
        Add("job 1", "running");
        Add("counts", "2");

        Assert.Equal(["running", "2"], Told(null));
        Assert.True(_log.After(null).AnewFromLatest);
    }

    [Fact]
    public void AReaderThatComesBack_IsToldWhatItMissed()
    {
        Add("counts", "1");
        Add("counts", "2");
        Add("counts", "3");

        Assert.Equal(["2", "3"], Told(1));
        Assert.Empty(Told(3));
        Assert.False(_log.After(1).AnewFromLatest);
    }

    [Fact]
    public void WhoMissedMoreThanIsKept_OrKnowsMoreThanThereIs_BeginsAnew()
    {
        for (var i = 0; i <= ChangeLog.Capacity + 5; i++)
        {
            Add("counts", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.True(_log.After(1).AnewFromLatest);
        Assert.Single(_log.After(1).Changes);
        Assert.True(_log.After(long.MaxValue).AnewFromLatest);
        Assert.False(_log.After(ChangeLog.Capacity).AnewFromLatest);
    }

    [Fact]
    public void WhatIsForgotten_IsNotToldToNewReaders()
    {
        Add("failure a", "0");
        _log.Forget("failure a");

        Assert.Empty(Told(null));
        Assert.Equal(["0"], Told(0));
    }

    [Fact]
    public void AChange_WakesWhoWaits()
    {
        var added = _log.After(0).Added;
        Assert.False(added.IsCompleted);
        Add("counts", "1");
        Assert.True(added.IsCompleted);
    }

    private void Add(string subject, string data) =>
        _log.Add(subject.Split(' ')[0], subject, Encoding.UTF8.GetBytes(data));

    private List<string> Told(long? number) =>
        [.. _log.After(number).Changes.Select(change => Encoding.UTF8.GetString(change.Data))];
}
