namespace Genesys.Tests.MockCloudWatch;

/// <summary>What a region has besides log groups.</summary>
public sealed class ResourceTests : AMockWithAStream
{
    private const string NotFound = "ResourceNotFoundException";
    private const string Document = """{"Version":"2012-10-17","Statement":[]}""";
    private const string Distribution = "arn:aws:cloudfront::000000000000:distribution/E1";

    [Fact]
    public async Task RegionTakesTenPolicies_AndAPutOfTheSameNameChangesOne()
    {
        foreach (var number in Enumerable.Range(0, 10))
        {
            await Server.CallWellAsync(
                "PutResourcePolicy", new { policyName = $"p{number}", policyDocument = Document });
        }

        await Server.AssertRefusedAsync(
            "PutResourcePolicy", new { policyName = "more", policyDocument = Document }, "LimitExceededException",
            "Resource limit exceeded.");
        var before = await Policy("p3");
        var after = (
            await Server.CallWellAsync(
                "PutResourcePolicy", new { policyName = "p3", policyDocument = "{}" })).GetProperty("resourcePolicy");

        Assert.Equal(
            ("{}", "ACCOUNT"),
            (after.GetProperty("policyDocument").GetString(), after.GetProperty("policyScope").GetString()));
        Assert.True(after.GetProperty("lastUpdatedTime").GetInt64() > before.GetProperty("lastUpdatedTime").GetInt64());
        await Server.CallWellAsync("DeleteResourcePolicy", new { policyName = "p3" });
        await Server.AssertRefusedAsync(
            "DeleteResourcePolicy", new { policyName = "p3" }, NotFound, "Policy with name [p3] does not exist.");
        await Server.AssertRefusedAsync(
            "PutResourcePolicy", new { policyName = "p3", policyDocument = "[" }, "InvalidParameterException",
            "The policy document is not a JSON object.");
    }

    [Fact]
    public async Task Destination_KeepsItsPolicyAndTags_WhenItIsPutAgain()
    {
        var arn = (
            await Server.CallWellAsync(
                "PutDestination",
                new { destinationName = "d", targetArn = "arn:t", roleArn = "arn:r", tags = new { a = "1" } }))
            .GetProperty("destination").GetProperty("arn").GetString();
        await Server.CallWellAsync("PutDestinationPolicy", new { destinationName = "d", accessPolicy = Document });
        await Server.CallWellAsync(
            "PutDestination", new { destinationName = "d", targetArn = "arn:t2", roleArn = "arn:r" });
        await Server.CallWellAsync("TagResource", new { resourceArn = arn, tags = new { b = "2" } });
        await Server.CallWellAsync("UntagResource", new { resourceArn = arn, tagKeys = new[] { "a" } });

        var destination = (
            await Server.CallWellAsync(
                "DescribeDestinations", new { DestinationNamePrefix = "d" })).GetProperty("destinations")[0];

        Assert.Equal("arn:aws:logs:us-east-1:000000000000:destination:d", arn);
        Assert.Equal(
            ("arn:t2", Document),
            (destination.GetProperty("targetArn").GetString(), destination.GetProperty("accessPolicy").GetString()));
        Assert.Equal(
            """{"b":"2"}""",
            (await Server.CallWellAsync("ListTagsForResource", new { resourceArn = arn })).GetProperty("tags")
                .GetRawText());
        await Server.CallWellAsync("DeleteDestination", new { destinationName = "d" });
        await Server.AssertRefusedAsync(
            "TagResource", new { resourceArn = arn, tags = new { b = "2" } }, NotFound,
            "The specified resource does not exist.");
    }

    [Fact]
    public async Task Delivery_LeadsFromASourceToADestination_Once()
    {
        await Server.CallWellAsync(
            "PutDeliverySource", new { name = "s", resourceArn = Distribution, logType = "ACCESS_LOGS" });
        var destination = (await Server.CallWellAsync(
            "PutDeliveryDestination",
            new
            {
                name = "d",
                outputFormat = "json",
                deliveryDestinationConfiguration = new { destinationResourceArn = "arn:aws:s3:::bucket" }
            }))
            .GetProperty("deliveryDestination");
        var arn = destination.GetProperty("arn").GetString();
        var delivery = (
            await Server.CallWellAsync(
                "CreateDelivery",
                new
                {
                    deliverySourceName = "s",
                    deliveryDestinationArn = arn,
                    recordFields = new[]
                {
                    "date",
                }
                })).GetProperty("delivery");
        var id = delivery.GetProperty("id").GetString();

        Assert.Equal(
            ("S3", "S3"),
            (
                destination.GetProperty("deliveryDestinationType").GetString(),
                delivery.GetProperty("deliveryDestinationType").GetString()));
        await Server.AssertRefusedAsync(
            "CreateDelivery", new { deliverySourceName = "s", deliveryDestinationArn = arn }, "ConflictException",
            "The specified Delivery already exists");
        Assert.Equal(
            id,
            (await Server.CallWellAsync("DescribeDeliveries", new { }))
                .GetProperty("deliveries")[0]
                .GetProperty("id")
                .GetString());
        Assert.False(
            (await Server.CallWellAsync("GetDelivery", new { id }))
                .GetProperty("delivery")
                .GetProperty("s3DeliveryConfiguration")
                .GetProperty("enableHiveCompatiblePath")
                .GetBoolean());
        await Server.CallWellAsync("DeleteDelivery", new { id });
        await Server.AssertRefusedAsync(
            "GetDelivery", new { id }, NotFound, "Requested Delivery does not exist in this account.");
    }

    [Fact]
    public async Task DeliveryDestination_IsChangedWithinAwssRules()
    {
        object Put(string? format, object? tags = null) =>
            new
            {
                name = "d",
                outputFormat = format,
                tags,
                deliveryDestinationConfiguration = new { destinationResourceArn = "arn:aws:s3:::b" }
            };
        await Server.CallWellAsync("PutDeliveryDestination", Put("json", new { a = "1" }));
        await Server.CallWellAsync(
            "PutDeliveryDestinationPolicy",
            new { deliveryDestinationName = "d", deliveryDestinationPolicy = Document });
        await Server.CallWellAsync("PutDeliveryDestination", Put(null));

        Assert.Equal(Document, (await Policy()).GetProperty("deliveryDestinationPolicy").GetString());
        Assert.Equal(
            "json",
            (await Server.CallWellAsync("GetDeliveryDestination", new { name = "d" }))
                .GetProperty("deliveryDestination")
                .GetProperty("outputFormat")
                .GetString());
        await Server.AssertRefusedAsync(
            "PutDeliveryDestination", Put("json", new { a = "1" }), "ConflictException",
            "Tags can only be provided when a resource is being created, not updated.");
        await Server.AssertRefusedAsync(
            "PutDeliveryDestination", Put("foobar"), "ValidationException",
            "1 validation error detected: Value 'foobar' at 'outputFormat' failed to satisfy constraint: Member must "
            + "satisfy enum value set: [w3c, raw, json, plain, parquet]");
        await Server.CallWellAsync("DeleteDeliveryDestinationPolicy", new { deliveryDestinationName = "d" });
        Assert.Equal("{}", (await Policy()).GetRawText());

        async Task<System.Text.Json.JsonElement> Policy() =>
            (
                await Server.CallWellAsync(
                    "GetDeliveryDestinationPolicy", new { deliveryDestinationName = "d" })).GetProperty("policy");
    }

    [Fact]
    public async Task DeliverySource_IsOfAServiceThatSendsLogs()
    {
        await Server.AssertRefusedAsync(
            "PutDeliverySource", new { name = "s", resourceArn = "arn:aws:s3:::b", logType = "ACCESS_LOGS" }, NotFound,
            "Cannot access provided service.");
        await Server.AssertRefusedAsync(
            "GetDeliverySource", new { name = "s" }, NotFound,
            "Requested Delivery Source does not exist in this account.");
    }

    [Fact]
    public async Task WhatNeedsOtherServices_IsRefusedAsWhenTheyHaveNothing()
    {
        object Export(string group) => new { logGroupName = group, from = 0, to = 1, destination = "bucket" };
        await Server.AssertRefusedAsync(
            "CreateExportTask", Export(Group), "InvalidParameterException",
            "The given bucket does not exist. Please make sure the bucket is valid.");
        await Server.AssertRefusedAsync(
            "CreateExportTask", Export("absent"), NotFound, "The specified log group does not exist.");
        await Server.AssertRefusedAsync(
            "CancelExportTask", new { taskId = "t" }, NotFound, "The specified export task does not exist.");
        Assert.Equal(
            """{"exportTasks":[]}""",
            (await Server.CallWellAsync("DescribeExportTasks", new { taskId = "t" })).GetRawText());
        Assert.Equal(
            """{"queries":[]}""",
            (await Server.CallWellAsync("DescribeQueries", new { logGroupName = Group })).GetRawText());
        await Server.AssertRefusedAsync(
            "StartQuery", new { logGroupName = Group, startTime = 0, endTime = 1, queryString = "fields @message" },
            "InvalidParameterException",
            "Logs Insights queries are not supported by this CloudWatch Logs mock. Use FilterLogEvents with a filter "
            + "pattern.");
    }

    [Fact]
    public async Task Key_IsShownWhileItIsAssociated()
    {
        await Server.CallWellAsync(
            "AssociateKmsKey", new { logGroupName = Group, kmsKeyId = "arn:aws:kms:us-east-1:000000000000:key/k" });
        Assert.EndsWith("key/k", (await Group0()).GetProperty("kmsKeyId").GetString(), StringComparison.Ordinal);

        await Server.CallWellAsync("DisassociateKmsKey", new { logGroupName = Group });
        Assert.False((await Group0()).TryGetProperty("kmsKeyId", out _));

        async Task<System.Text.Json.JsonElement> Group0() => (
            await Server.CallWellAsync("DescribeLogGroups", new { })).GetProperty("logGroups")[0];
    }

    private async Task<System.Text.Json.JsonElement> Policy(string name) =>
        (await Server.CallWellAsync("DescribeResourcePolicies", new { }))
            .GetProperty("resourcePolicies")
            .EnumerateArray()
            .First(policy => policy.GetProperty("policyName").GetString() == name);
}
