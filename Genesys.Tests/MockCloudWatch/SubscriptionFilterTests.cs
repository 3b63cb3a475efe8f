namespace Genesys.Tests.MockCloudWatch;

public sealed class SubscriptionFilterTests : AMockWithAStream
{
    private const string Function = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private const string Invalid = "InvalidParameterException";

    [Fact]
    public async Task GroupTakesTwoFilters_AndAPutOfTheSameNameChangesOne()
    {
        await Server.CallWellAsync("PutSubscriptionFilter", Filter("one", Function));
        var created = (await Filters())[0].GetProperty("creationTime").GetInt64();
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        await Server.CallWellAsync("PutSubscriptionFilter", Filter("one", Function, "[]"));
        await Server.CallWellAsync("PutSubscriptionFilter", Filter("two", Function));

        await Server.AssertRefusedAsync(
            "PutSubscriptionFilter", Filter("three", Function), "LimitExceededException", "Resource limit exceeded.");

        var filters = await Filters();
        Assert.Equal(["one", "two"], filters.Select(filter => filter.GetProperty("filterName").GetString()));
        Assert.Equal(
            ("[]", "ByLogStream", created),
            (
                filters[0].GetProperty("filterPattern").GetString(), filters[0].GetProperty("distribution").GetString(),
                filters[0].GetProperty("creationTime").GetInt64()));
        await Server.CallWellAsync("DeleteSubscriptionFilter", new { logGroupName = Group, filterName = "one" });
        Assert.Single(await Filters());
    }

    [Fact]
    public async Task DestinationsThatAwsRefuses_AreRefused_BeforeTheGroupIsLookedFor()
    {
        const string foreign = "arn:aws:lambda:us-east-1:999999999999:function:f";
        const string crossAccount =
            "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross "
            + "account lambda triggers.";
        await Server.AssertRefusedAsync(
            "PutSubscriptionFilter", Filter("f", foreign), "AccessDeniedException", crossAccount);
        await Server.AssertRefusedAsync(
            "PutSubscriptionFilter", Filter("f", foreign, group: "absent"), "AccessDeniedException", crossAccount);
        await Server.AssertRefusedAsync(
            "PutSubscriptionFilter", Filter("f", "arn:aws:kinesis:us-east-1:000000000000:stream/s"), Invalid,
            "destinationArn for vendor kinesis cannot be used without roleArn");
        await Server.AssertRefusedAsync(
            "PutSubscriptionFilter", Filter("f", Function, role: "arn:aws:iam::000000000000:role/r"), Invalid,
            "destinationArn for vendor lambda cannot be used with roleArn");
        await Server.AssertRefusedAsync(
            "PutSubscriptionFilter", Filter("f", "not-an-arn"), Invalid, "The specified destinationArn is invalid.");
        await Server.AssertRefusedAsync(
            "PutSubscriptionFilter", Filter("f", Function, group: "absent"), "ResourceNotFoundException",
            "The specified log group does not exist.");
    }

    [Fact]
    public Task FilterThatIsntThere_CantBeDeleted() => Server.AssertRefusedAsync(
        "DeleteSubscriptionFilter", new { logGroupName = Group, filterName = "f" }, "ResourceNotFoundException",
        "The specified subscription filter does not exist.");

    private static Dictionary<string, string> Filter(
        string name, string destination, string pattern = "", string group = Group, string? role = null)
    {
        var filter = new Dictionary<string, string>
        {
            ["logGroupName"] = group,
            ["filterName"] = name,
            ["filterPattern"] = pattern,
            ["destinationArn"] = destination,
        };
        if (role is not null)
        {
            filter["roleArn"] = role;
        }

        return filter;
    }

    private async Task<System.Text.Json.JsonElement[]> Filters() =>
        [
            .. (await Server.CallWellAsync("DescribeSubscriptionFilters", new { logGroupName = Group })).GetProperty(
                "subscriptionFilters").EnumerateArray()];
}
