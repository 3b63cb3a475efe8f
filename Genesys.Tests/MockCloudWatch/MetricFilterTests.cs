namespace Genesys.Tests.MockCloudWatch;

public sealed class MetricFilterTests : AMockWithAStream
{
    private const string Invalid = "InvalidParameterException";

    [Fact]
    public async Task Filter_IsDescribedByNameGroupAndMetric_UntilItIsDeleted()
    {
        await Server.CallWellAsync("CreateLogGroup", new { logGroupName = "other" });
        await Server.CallWellAsync("PutMetricFilter", Filter("one", Group, "m1"));
        await Server.CallWellAsync("PutMetricFilter", Filter("two", "other", "m2"));

        Assert.Equal(["one", "two"], await Names(new { }));
        Assert.Equal(["one"], await Names(new { filterNamePrefix = "on" }));
        Assert.Equal(["two"], await Names(new { logGroupName = "other" }));
        Assert.Equal(["two"], await Names(new { metricName = "m2", metricNamespace = "A.B/c:d#e" }));
        var groups = await Server.CallWellAsync("DescribeLogGroups", new { logGroupNamePrefix = "other" });
        Assert.Equal(1, groups.GetProperty("logGroups")[0].GetProperty("metricFilterCount").GetInt32());

        await Server.CallWellAsync("DeleteMetricFilter", new { logGroupName = "other", filterName = "two" });

        Assert.Equal(["one"], await Names(new { }));
        await Server.AssertRefusedAsync(
            "DeleteMetricFilter", new { logGroupName = "other", filterName = "two" }, "ResourceNotFoundException",
            "The specified metric filter does not exist.");
    }

    [Fact]
    public async Task Filter_IsDescribedAsItWasPut()
    {
        await Server.CallWellAsync("PutMetricFilter", Filter("one", Group, "m1"));

        var filter = (await Server.CallWellAsync("DescribeMetricFilters", new { })).GetProperty("metricFilters")[0];

        Assert.Equal(Group, filter.GetProperty("logGroupName").GetString());
        Assert.Equal("{ $.a = 1 }", filter.GetProperty("filterPattern").GetString());
        Assert.False(filter.GetProperty("applyOnTransformedLogs").GetBoolean());
        Assert.Equal(Server.Time.GetUtcNow().ToUnixTimeMilliseconds(), filter.GetProperty("creationTime").GetInt64());
        Assert.Equal(0.5, filter.GetProperty("metricTransformations")[0].GetProperty("defaultValue").GetDouble());
    }

    [Fact]
    public async Task Pages_HoldFiftyAndLeadOn()
    {
        foreach (var number in Enumerable.Range(0, 60))
        {
            await Server.CallWellAsync("PutMetricFilter", Filter($"f{number:D2}", Group, "m"));
        }

        var first = await Server.CallWellAsync("DescribeMetricFilters", new { });
        var second = await Server.CallWellAsync(
            "DescribeMetricFilters", new { nextToken = first.GetProperty("nextToken").GetString() });

        Assert.Equal(50, first.GetProperty("metricFilters").GetArrayLength());
        Assert.Equal(10, second.GetProperty("metricFilters").GetArrayLength());
        Assert.False(second.TryGetProperty("nextToken", out _));
    }

    [Fact]
    public async Task FilterNumber101_IsOverTheQuota()
    {
        foreach (var number in Enumerable.Range(0, 100))
        {
            await Server.CallWellAsync("PutMetricFilter", Filter($"f{number}", Group, "m"));
        }

        await Server.AssertRefusedAsync(
            "PutMetricFilter", Filter("one-more", Group, "m"), "LimitExceededException", "Resource limit exceeded.");
        await Server.CallWellAsync("PutMetricFilter", Filter("f7", Group, "changed"));
    }

    [Fact]
    public async Task BrokenParameters_AreRefusedInAwssWords()
    {
        var long513 = new string('X', 513);
        const string at = "1 validation error detected: Value ";
        await Server.AssertRefusedAsync(
            "PutMetricFilter", Filter(long513, Group, "m"), Invalid,
            $"{at}'{long513}' at 'filterName' failed to satisfy constraint: Member must have length less than or "
            + "equal to 512");
        await Server.AssertRefusedAsync(
            "DeleteMetricFilter", new { logGroupName = Group, filterName = "x:x" }, Invalid,
            $"{at}'x:x' at 'filterName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
            + "[^:*]*");
        await Server.AssertRefusedAsync(
            "PutMetricFilter",
            new
            {
                logGroupName = Group,
                filterName = "f",
                filterPattern = "",
                metricTransformations = Array.Empty<object>()
            },
            Invalid,
            $"{at}at 'metricTransformations' failed to satisfy constraint: Member must have length greater than or "
            + "equal to 1");
        await Server.AssertRefusedAsync(
            "PutMetricFilter",
            new
            {
                logGroupName = Group,
                filterName = "f",
                filterPattern = "",
                metricTransformations = new[]
            {
                new { metricName = "m" },
            }
            },
            Invalid,
            $"{at}null at 'metricTransformations.1.member.metricNamespace' failed to satisfy constraint: Member must "
            + "not be null");
        await Server.AssertRefusedAsync(
            "PutMetricFilter", Filter("f", "absent", "m"), "ResourceNotFoundException",
            "The specified log group does not exist.");
    }

    [Fact]
    public Task DimensionsOfAPatternWithoutFields_AreRefused() => Server.AssertRefusedAsync(
        "PutMetricFilter",
        new
        {
            logGroupName = Group,
            filterName = "f",
            filterPattern = "ERROR",
            metricTransformations = new[]
            {
                new { metricName = "m", metricNamespace = "n", metricValue = "1",
                    dimensions = new { kind = "$.kind" } },
            },
        },
        Invalid,
        "The specified filter pattern does not support dimensions");

    private static object Filter(string name, string group, string metric) => new
    {
        logGroupName = group,
        filterName = name,
        filterPattern = "{ $.a = 1 }",
        metricTransformations =
            new[] { new { metricName = metric, metricNamespace = "A.B/c:d#e", metricValue = "1", defaultValue = 0.5 } },
    };

    private async Task<IEnumerable<string?>> Names(object question) =>
        (await Server.CallWellAsync("DescribeMetricFilters", question))
            .GetProperty("metricFilters")
            .EnumerateArray()
            .Select(filter => filter.GetProperty("filterName").GetString());
}
