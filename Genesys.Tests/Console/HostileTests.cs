using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Console;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Genesys.Tests.Console;

/// <summary>What anybody can send to the console, and what can stand where the receiver should.</summary>
public sealed class HostileTests : AfterAnOutage
{
    private const string Endless = "endless";

    private static readonly string[] Texts =
    [
        "%00", "%0d%0aX-Evil:1", "%F0%9F%98%80", "%ED%A0%80", "%FF%FE", "%E2%80%AE",
        "%3Cscript%3Ealert(1)%3C/script%3E", "%22'--", "9223372036854775808", "-1", "1e5", "%2e%2e", "%2f", "*", "", new('a', 5_000),
        "0001-01-01", "0001-01-01T00:00:00%2B14:00", "9999-12-31", "9999-12-31T23:59:59.9999999-14:00",
    ];

    private static readonly string[] Places =
    [
        "/deliveries/", "/conversations/", "/conversations?id=", "/failures/", "/jobs/", "/destinations/",
        "/anomalies/", "/reconciliation/",
        "/search?q=", "/search?q=from:", "/search?q=to:", "/search?q=attempts:", "/search?cursor=", "/failures?at=",
        "/failures/g1?sample=", "/jobs?cursor=", "/jobs/new?action=", "/jobs/new?action=replay&group=",
        "/jobs/new?action=replay&keys=", "/jobs/new?action=replay&from=", "/jobs/new?action=replay&from=2h&to=",
        "/jobs/new?action=fetch&window=", "/jobs/new?action=erase&q=", "/reconciliation?cursor=",
        "/reconciliation/12?cursor=", "/audit?by=", "/audit?action=", "/audit?from=", "/audit?to=", "/audit?cursor=",
        "/anomalies?hours=", "/anomalies?from=", "/anomalies?type=", "/anomalies?group=", "/anomalies?all=",
        "/anomalies?cursor=", "/anomalies?event=", "/anomalies?request=", "/anomalies?trace=", "/search?q=%22",
        "/search?q=reason:%22", "/check?example=", "/sign-in?back=", "/sign-in?wrong=",
    ];

    [Fact]
    public async Task AnAddressThatMakesNoSense_BreaksNoPage()
    {
        using var client = await Running.OpenAsync(follows: false);

        foreach (var address in Places.SelectMany(_ => Texts, (place, text) => place + text))
        {
            using var answer = await client.GetAsync(address, Cancel);
            var page = await answer.Content.ReadAsStringAsync(Cancel);

            Assert.False(answer.StatusCode == HttpStatusCode.InternalServerError, address);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("X-Evil"), address);
        }
    }

    // A number that isn't one would break the page before it can say so.
    [Fact]
    public void WhatAPageTakesFromItsAddress_IsText() => Assert.All(
        typeof(ConsoleApp).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(
                BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(property => property.IsDefined(typeof(SupplyParameterFromQueryAttribute))),
        property => Assert.Contains(property.PropertyType, new[] { typeof(string), typeof(string[]) }));

    [Theory]
    [InlineData("/jobs/new?action=replay&group=g1", "create", "Form.Rate", "lots")]
    [InlineData("/jobs/new?action=replay&group=g1", "create", "Form.Rate", "99999999999")]
    [InlineData("/jobs/new?action=replay&group=g1", "create", "Form.AsOf", "yesterday")]
    [InlineData("/jobs/new?action=replay&q=topic:a.b", "create", "Form.Before", "0001-01-01")]
    [InlineData("/jobs/new?action=replay&q=from:100000d", "create", "Form.Before", "0001-01-01")]
    [InlineData("/jobs/new?action=replay&q=topic:a.b", "create", "Form.Before", "9999-12-31")]
    [InlineData("/anomalies?state=setAside", "act", "Form.Keys", "some")]
    [InlineData("/anomalies/906", "act", "Form.Act", "erase-everything")]
    [InlineData("/check", "check", "Form.Payload", "{\"detail-type\":\"\\ud800\"}")]
    [InlineData("/jobs/41", "no-such-form", "a", "b")]
    public async Task AFormThatMakesNoSense_BreaksNoPage(string path, string form, string name, string value)
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(client, path, form, (name, value), ("Form.Reason", "r"));

        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task AFormOfBeforeARestart_SaysWhatToDo_AndDoesNothing()
    {
        using var client = await Running.OpenAsync();
        using var content = new FormUrlEncodedContent(
            [
                new("_handler", "stop"), new("Form.Reason", "Mine"),
                new("__RequestVerificationToken", "of-another-console"),
            ]);

        using var answer = await client.PostAsync(new Uri("/jobs/41", UriKind.Relative), content, Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("That form is too old", page, StringComparison.Ordinal);
        Assert.Contains(">Mine</span>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/jobs/41\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("/sign-in/with", false)]
    [InlineData("/theme", true)]
    [InlineData("/sign-out", false)]
    public async Task ALongFormOfWhoIsNotSignedIn_IsNotRead(string path, bool isChunked)
    {
        using var client = await Running.OpenAsync(signedIn: false);

        using var answer = await SendFormAsync(client, path, FormLimit.Anonymous + 1, isChunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains(
            "That form is too long", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FormLimit.SignedIn + 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(4 * 1024 * 1024 + 10, HttpStatusCode.RequestEntityTooLarge)] // one value
    [InlineData(4 * 1024 * 1024 - 10, HttpStatusCode.BadRequest)] // all of it was read: it has no antiforgery token
    public async Task ALongFormOfWhoIsSignedIn_IsReadUpToALimit(int bytes, HttpStatusCode status)
    {
        using var client = await Running.OpenAsync();

        using var answer = await SendFormAsync(client, "/check/findings", bytes, isChunked: false);

        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendFormAsync(
        HttpClient client, string path, int bytes, bool isChunked)
    {
        using var content = new StringContent(
            "t=" + new string('x', bytes - 2), Encoding.UTF8, "application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked;

        // What is refused needn't be sent.
        request.Headers.ExpectContinue = true;
        return await client.SendAsync(request, Cancel);
    }

    [Theory]
    [InlineData("a page", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("nothing", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("half", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("a character set", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("a redirect", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("{}", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("""{"items":null}""", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("""{"items":[null]}""", "What answers isn&#x27;t the receiver.", 502)]
    [InlineData("too much", "The answer is too large to be shown.", 502)]
    [InlineData(Endless, "The receiver doesn&#x27;t answer in time.", 503)]
    public async Task WhatIsntTheReceiver_IsSaid(string answers, string said, int status)
    {
        // Only who waits for a time-out has little patience: on a busy machine the others' answers take their time.
        await using var console = await ARunningConsole.StartAsync(
            Receiver.Address, ("Console:Timeout", answers == Endless ? "00:00:01" : "00:01:00"));
        using var client = await console.OpenAsync();
        Receiver.Replace(context => AnswerAsync(context, answers));

        using var answer = await client.GetAsync("/failures", Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(said, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyGoesNowhereElse_AndNoCookieIsKept()
    {
        await using var other = await FakeReceiver.StartAsync();
        await using var console = await ARunningConsole.StartAsync(Receiver.Address, ("Console:ApiKey", "a-key"));
        using var client = await console.OpenAsync();
        Receiver.Replace(context =>
        {
            context.Response.Cookies.Append("of", "another");
            context.Response.Redirect(new Uri(other.Address, context.Request.Path).ToString());
            Assert.Empty(context.Request.Cookies);
            return Task.CompletedTask;
        });

        using var first = await client.GetAsync("/failures", Cancel);
        using var again = await client.GetAsync("/failures", Cancel);

        Assert.Empty(other.Requests);
        Assert.Equal(HttpStatusCode.BadGateway, again.StatusCode);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("without destinations")]
    public async Task AChangeThatMakesNoSense_IsPassedOver_AndTheStreamIsAskedForAgain(string data)
    {
        using var client = await Running.OpenAsync();
        using var page = new StreamReader(await client.GetStreamAsync("/changes", Cancel));
        await ReadToAsync(page, "event: counts");

        Receiver.Tell("counts", data[0] == '{' ? data
            : JsonSerializer.Serialize(Receiver.Story.Counts with { Destinations = [] }, ReceiverJson.Default.Counts)
                .Replace("\"destinations\":[]", "\"destinations\":null", StringComparison.Ordinal));

        await ReadToAsync(page, "event: away");
        await ReadToAsync(page, "event: counts");
        using var answer = await client.GetAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task AChangeThatDoesntEnd_IsGivenUp_AndTheStreamIsAskedForAgain()
    {
        using var client = await Running.OpenAsync();
        using var page = new StreamReader(await client.GetStreamAsync("/changes", Cancel));
        await ReadToAsync(page, "event: counts");

        Receiver.Tell("counts", JsonSerializer.Serialize(Receiver.Story.Counts, ReceiverJson.Default.Counts)
            + new string(' ', 5 << 20));

        await ReadToAsync(page, "event: away");
        await ReadToAsync(page, "event: counts");
    }

    [Theory]
    [MemberData(nameof(PageTests.Routes), MemberType = typeof(PageTests))]
    public async Task NullsInAllLists_BreakNoPage(string path)
    {
        using var client = await Running.OpenAsync(follows: false);
        Receiver.Rewrite(answer =>
        {
            FillWithNulls(answer);
            return answer;
        });

        using var answer = await client.GetAsync(path, Cancel);

        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    private static void FillWithNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                for (var index = 0; index < list.Count; index++)
                {
                    list[index] = null;
                }

                break;
            case JsonObject members:
                members.ToList().ForEach(member => FillWithNulls(member.Value));
                break;
        }
    }

    private static async Task ReadToAsync(StreamReader reader, string line)
    {
        string? read;
        do
        {
            read = await reader.ReadLineAsync(Cancel);
            Assert.NotNull(read);
        }
        while (read != line);
    }

    private static Task AnswerAsync(HttpContext context, string what)
    {
        context.Response.ContentType = what == "a page" ? "text/html" : "application/json";
        switch (what)
        {
            case "nothing":
                return Task.CompletedTask;
            case "a page":
                return context.Response.WriteAsync("<!DOCTYPE html><title>Sign in</title>", Cancel);
            case "half":
                return context.Response.WriteAsync("{\"items\":[{", Cancel);
            case "a character set":
                context.Response.ContentType = "application/json; charset=none-such";
                return context.Response.WriteAsync("{}", Cancel);
            case ['{', ..]:
                return context.Response.WriteAsync(what, Cancel);
            case "too much":
                return FloodAsync(context);
            case "a redirect":
                context.Response.Redirect("/somewhere");
                return Task.CompletedTask;
            default:
                return DripAsync(context);
        }
    }

    // More than the console reads of one answer, or of one change; whoever has enough of it hangs up.
    private static async Task FloodAsync(HttpContext context)
    {
        var megabyte = new byte[1 << 20];
        Array.Fill(megabyte, (byte)' ');
        for (var sent = 0; sent < 40 && !context.RequestAborted.IsCancellationRequested; sent++)
        {
            await context.Response.Body.WriteAsync(megabyte, CancellationToken.None);
        }
    }

    private static async Task DripAsync(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(" ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, context.RequestAborted);
        }
    }
}
