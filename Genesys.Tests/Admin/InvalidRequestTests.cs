using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Genesys.Receiver.Client;

namespace Genesys.Tests.Admin;

/// <summary>
/// Requests of operators that can't be understood: each is answered with a problem that names what is wrong, and quotes
/// nothing.
/// </summary>
public sealed class InvalidRequestTests(SharedAdminApp shared) : IClassFixture<SharedAdminApp>
{
    [Theory]
    [InlineData("/admin/deliveries?limit=secretive", "limit is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?limit=0", "limit must be 1 to 500.")]
    [InlineData("/admin/deliveries?limit=501", "limit must be 1 to 500.")]
    [InlineData("/admin/deliveries?limit=99999999999999999999", "limit is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?state=secretive", "state is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?state=open,finished", "state is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?state=1", "state is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?state=", "state is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?state=open&state=finished", "state must stand once.")]
    [InlineData("/admin/deliveries?from=secretive", "from is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z", "from must be before to.")]
    [InlineData("/admin/deliveries?from=2026-05-01T00:00:00Z&to=2026-05-01T00:00:00Z", "from must be before to.")]
    [InlineData("/admin/deliveries?eventId=", "eventId must have 1 to 1,024 characters.")]
    [InlineData("/admin/deliveries?eventId=secretive%00", "eventId must have no control characters.")]
    [InlineData("/admin/deliveries?conversationId=%00", "conversationId must have no control characters.")]
    [InlineData("/admin/deliveries?requestId=%00", "requestId must have no control characters.")]
    [InlineData("/admin/deliveries?topic=a%0Ab", "topic must have no control characters.")]
    [InlineData("/admin/deliveries?reason=%00", "reason must have no control characters.")]
    [InlineData("/admin/deliveries?group=%00", "group must have no control characters.")]
    [InlineData("/admin/deliveries?destination=%C2%85x", "destination must have no control characters.")]
    [InlineData("/admin/anomalies?group=%00", "group must have no control characters.")]
    [InlineData("/admin/anomalies?eventId=%00", "eventId must have no control characters.")]
    [InlineData("/admin/anomalies?requestId=%00", "requestId must have no control characters.")]
    [InlineData("/admin/audit?by=%00", "by must have no control characters.")]
    [InlineData("/admin/audit?action=%00", "action must have no control characters.")]
    [InlineData("/admin/deliveries?traceId=secretive", "traceId must have 32 hexadecimal digits.")]
    [InlineData("/admin/deliveries?minAttempts=-1", "minAttempts must be 0 or more.")]
    [InlineData("/admin/deliveries?republished=false", "republished can only be true: leave it out to find any.")]
    [InlineData("/admin/deliveries?republished=secretive", "republished is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries/1?clear=secretive", "clear is missing, or isn't what this route takes.")]
    [InlineData("/admin/anomalies?state=secretive", "state is missing, or isn't what this route takes.")]
    [InlineData("/admin/activity?by=secretive", "by must be minute.")]
    [InlineData(
        "/admin/activity?from=2026-05-01T00:00:00Z&to=2026-05-03T00:00:00Z", "from must be a day before to at most.")]
    [InlineData("/admin/activity?to=0001-01-01T00:00:00Z", "to must not be before 1970.")]
    [InlineData("/admin/activity?from=0001-01-01T00:00:00Z", "from must not be before 1970.")]
    [InlineData("/admin/anomalies/groups?to=0001-01-01T00:00:00Z", "to must not be before 1970.")]
    [InlineData("/admin/anomalies?from=1969-12-31T23:59:59Z", "from must not be before 1970.")]
    [InlineData("/admin/audit?to=0001-01-01T00:00:00Z", "to must not be before 1970.")]
    [InlineData("/admin/deliveries?from=0001-01-01T00:00:00Z", "from must not be before 1970.")]
    [InlineData("/admin/audit?limit=-1", "limit must be 1 to 500.")]
    [InlineData("/admin/jobs?limit=1000", "limit must be 1 to 500.")]
    [InlineData(
        "/admin/jobs?secretive=1", "The query has a name that this route doesn't take; it takes limit, cursor.")]
    [InlineData("/admin/counts?secretive", "This route takes no query.")]
    [InlineData("/admin/deliveries?cursor=secretive", "cursor isn't one that this route gave.")]
    [InlineData("/admin/deliveries?cursor=-5", "cursor isn't one that this route gave.")]
    [InlineData("/admin/deliveries?cursor=", "cursor isn't one that this route gave.")]
    [InlineData("/admin/deliveries?cursor=9223372036854775808", "cursor isn't one that this route gave.")]
    [InlineData("/admin/anomalies?cursor=secretive", "cursor isn't one that this route gave.")]
    [InlineData("/admin/audit?cursor=secretive", "cursor isn't one that this route gave.")]
    [InlineData("/admin/jobs?cursor=secretive", "cursor isn't one that this route gave.")]
    [InlineData("/admin/reconciliation?cursor=secretive", "cursor isn't one that this route gave.")]
    [InlineData("/admin/reconciliation/1?cursor=secretive", "cursor isn't one that this route gave.")]
    public async Task Query_IsNamed(string path, string detail)
    {
        var app = shared.App;

        using var answer = await app.Client.GetAsync(path, Cancel);

        Assert.Equal(detail, (await ProblemAsync(answer, HttpStatusCode.BadRequest)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/admin/activity")]
    [InlineData("/admin/anomalies/groups")]
    public async Task TimesAtTheEndsOfTheCalendar_AreTaken(string path)
    {
        foreach (var query in (string[])["?to=1970-01-01T00:00:00Z", "?to=9999-12-31T23:59:59.9999999Z"])
        {
            using var answer = await shared.App.Client.GetAsync(path + query, Cancel);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/admin/deliveries/{0}")]
    [InlineData("/admin/anomalies/{0}")]
    [InlineData("/admin/jobs/{0}")]
    [InlineData("/admin/reconciliation/{0}")]
    public async Task KeysAtTheEndsOfTheirRange_AreNoEntry(string path)
    {
        foreach (var key in (long[])[long.MinValue, -1, 0, long.MaxValue])
        {
            using var answer = await shared.App.Client.GetAsync(
                string.Format(CultureInfo.InvariantCulture, path, key), Cancel);

            await ProblemAsync(answer, HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task TypeOfAnAnomaly_IsOneOfTheList()
    {
        var app = shared.App;

        using var answer = await app.Client.GetAsync("/admin/anomalies?type=secretive", Cancel);

        Assert.StartsWith(
            "type must be one of SCHEMA_VALIDATION_FAILURE, ",
            (await ProblemAsync(answer, HttpStatusCode.BadRequest)).GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("[]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("secretive", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":["secretive"]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":["1"],"action":"replay","reason":"r"}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":[1.5]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData(
        """{"keys":[1],"keys":[2],"action":"replay","reason":"r"}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":[1],"secretive":1}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":[1]}""", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("""{"keys":[1]}""", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("keys=1", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task Body_IsRefusedWithAProblem(string? body, string? contentType, HttpStatusCode status)
    {
        var app = shared.App;
        foreach (var path in (string[])["/admin/jobs", "/admin/anomalies/replay", "/admin/anomalies/discard"])
        {
            using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content?.Headers.TryAddWithoutValidation("Content-Type", contentType);

            using var answer = await app.Client.PostAsync(path, content, Cancel);

            await ProblemAsync(answer, status);
        }
    }

    [Theory]
    [InlineData("/admin/anomalies/replay")]
    [InlineData("/admin/anomalies/discard")]
    [InlineData("/admin/destinations/crm/pause")]
    [InlineData("/admin/destinations/crm/resume")]
    [InlineData("/admin/destinations/crm/discard")]
    public async Task ReasonOfSeveralLines_IsRefused(string path)
    {
        var keys = path.StartsWith("/admin/anomalies", StringComparison.Ordinal) ? "\"keys\":[1]," : "";
        foreach (var reason in (string[])["secretive\\u0000", "secretive\\nlines"])
        {
            using var content = new StringContent(
                $"{{{keys}\"reason\":\"{reason}\"}}", Encoding.UTF8, "application/json");

            using var answer = await shared.App.Client.PostAsync(path, content, Cancel);

            Assert.Equal(
                "reason must have no control characters.",
                (await ProblemAsync(answer, HttpStatusCode.BadRequest)).GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("""{"action":"secretive"}""", "action isn't what this route takes.")]
    [InlineData("""{"action":1}""", "action isn't what this route takes.")]
    [InlineData("""{"action":"replay","filter":{"state":"secretive"}}""", "filter.state isn't what this route takes.")]
    [InlineData("""{"action":"replay","keys":[1],"asOf":"secretive"}""", "asOf isn't what this route takes.")]
    [InlineData(
        """{"action":"replay","reason":"r"}""", "Exactly one of keys, group and filter says what the job takes.")]
    [InlineData(
        """{"action":"replay","keys":[1],"group":"g","reason":"r"}""",
        "Exactly one of keys, group and filter says what the job takes.")]
    [InlineData(
        """{"action":"replay","keys":[],"reason":"r"}""",
        "keys must have 1 to 1,000 numbers; more are taken by a filter or a group.")]
    [InlineData(
        """{"action":"replay","filter":{"group":"g"},"reason":"r"}""",
        "filter.group is for searches alone: group says that a job takes one.")]
    [InlineData("""{"action":"replay","keys":[1]}""", "reason must have 1 to 500 characters.")]
    [InlineData("""{"action":"replay","keys":[1],"reason":" "}""", "reason must have 1 to 500 characters.")]
    [InlineData(
        """{"action":"replay","keys":[1],"reason":"r","ratePerSecond":0}""", "ratePerSecond must be 1 to 10,000.")]
    [InlineData(
        """{"action":"replay","keys":[1],"reason":"r","asOf":"2999-01-01T00:00:00Z"}""",
        "asOf must not be in the future.")]
    [InlineData(
        """{"action":"replay","keys":[1],"reason":"r","asOf":"0001-01-01T00:00:00Z"}""",
        "asOf must not be before 1970.")]
    [InlineData(
        """{"action":"replay","keys":[1],"reason":"a\u0000b"}""", "reason must have no control characters.")]
    [InlineData(
        """{"action":"replay","keys":[1],"reason":"a\u0000b","dryRun":true}""",
        "reason must have no control characters.")]
    [InlineData(
        """{"action":"replay","group":"a\u0000b","reason":"r"}""", "group must have no control characters.")]
    [InlineData(
        """{"action":"replay","filter":{"topic":"a\u0000b"},"reason":"r"}""",
        "topic must have no control characters.")]
    [InlineData(
        """{"action":"replay","filter":{"state":"open"},"reason":"r"}""",
        "filter.state must be deadLetter or finished: nothing else can be replayed.")]
    [InlineData(
        """{"action":"discard","filter":{"state":"finished"},"reason":"r"}""",
        "filter.state must be deadLetter, or left out: nothing else can be discarded.")]
    [InlineData(
        """{"action":"erase","filter":{"conversationId":"c"},"reason":"r"}""",
        "filter.state must be set for an erasure: any takes all that fit.")]
    [InlineData(
        """{"action":"erase","filter":{"state":"any"},"reason":"r"}""",
        "filter.conversationId or filter.eventId must be set for an erasure.")]
    [InlineData(
        """{"action":"replay","filter":{"traceId":"secretive"},"reason":"r"}""",
        "traceId must have 32 hexadecimal digits.")]
    public async Task Job_IsToldWhatIsWrong(string body, string detail)
    {
        var app = shared.App;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await app.Client.PostAsync("/admin/jobs", content, Cancel);

        Assert.Equal(detail, (await ProblemAsync(answer, HttpStatusCode.BadRequest)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task LongReason_IsRefused()
    {
        var app = shared.App;
        var failure = await Assert.ThrowsAsync<ReceiverException>(() => app.Receiver().CreateJobAsync(
            new JobRequest { Action = JobAction.Replay, Keys = [1], Reason = new string('x', 501) }, Cancel));

        Assert.Equal((400, "reason must have 1 to 500 characters."), (failure.Status, failure.Message));
    }

    [Fact]
    public async Task LongBody_Answers413()
    {
        await using var app = await AdminApp.StartAsync("Development", ("Intake:MaxBodyBytes", "1000"));
        using var content = new StringContent(new string(' ', 2_000), Encoding.UTF8, "application/json");

        using var answer = await app.Client.PostAsync("/admin/jobs", content, Cancel);

        await ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task KeyThatIsNotThere_Answers404WithAProblem()
    {
        var app = shared.App;

        using var answer = await app.Client.GetAsync("/admin/deliveries/999", Cancel);

        Assert.Contains(
            "no such delivery",
            (await ProblemAsync(answer, HttpStatusCode.NotFound)).GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/deliveries")]
    [InlineData("/admin/audit")]
    [InlineData("/admin/reconciliation")]
    public async Task JournalThatIsClosed_Answers503_AndSpeaksOfNoEvent(string path)
    {
        await using var app = await AdminApp.StartAsync();
        await ((IAsyncDisposable)app.Journal).DisposeAsync();

        using var answer = await app.Client.GetAsync(path, Cancel);

        Assert.Equal(
            "The journal can't be used at this moment: GET /health says why. Send the request again later.",
            (await ProblemAsync(answer, HttpStatusCode.ServiceUnavailable)).GetProperty("detail").GetString());
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("secretive", text, StringComparison.Ordinal);
        var problem = JsonElement.Parse(text);
        Assert.Equal(
            Assert.Single(answer.Headers.GetValues("X-Request-Id")), problem.GetProperty("requestId").GetString());
        return problem;
    }
}
