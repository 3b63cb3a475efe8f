using System.Net;
using System.Text.RegularExpressions;
using Genesys.Console;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Genesys.Tests.Console;

/// <summary>Who gets in, in whose name the receiver is asked, and what a forged form can do.</summary>
public sealed partial class SignInTests : IAsyncLifetime
{
    private const string ReaderKey = "reader-key-of-the-tests";

    private FakeReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        _receiver.Story.AfterAnOutage();
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [InlineData("/jobs/new?action=replay&group=g1", "create")]
    [InlineData("/jobs/41", "stop")]
    [InlineData("/destinations/crm", "resume")]
    [InlineData("/destinations/crm", "test")]
    [InlineData("/destinations/crm", "discard")]
    [InlineData("/anomalies/906", "act")]
    [InlineData("/jobs/new?action=erase&q=conversation:c", "create")]
    public async Task AReader_SeesNoFormThatActs_AndAForgedOneIsRefusedByTheReceiver(string path, string form)
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address, ("Console:ApiKey", ReaderKey));
        using var client = await console.OpenAsync();
        using var page = await client.GetAsync(path, Cancel);
        var seen = await page.Content.ReadAsStringAsync(Cancel);

        using var answer = await ARunningConsole.SubmitAsync(
            client, path, form, ("Form.Reason", "forged"), ("Form.Rate", "50"), ("Form.AsOf", "2026-11-29T01:00:00Z"));

        Assert.DoesNotContain($"value=\"{form}\"", seen, StringComparison.Ordinal);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.Equal(2, _receiver.Story.Jobs.Count);
        Assert.All(
            _receiver.Requests.Where(request => request.Path.StartsWith("/admin", StringComparison.Ordinal)),
            request => Assert.Equal(ReaderKey, request.Credential));
    }

    [Fact]
    public async Task Cookies_AreOutOfReachOfScriptsAndOfOtherSitesForms()
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        using var client = await console.OpenAsync(signedIn: false, follows: false);

        using var signIn = await client.GetAsync(new Uri(console.SignInLink), Cancel);
        using var form = await client.GetAsync("/sign-in", Cancel);

        AssertCookie(signIn, "console.session=", "httponly", "samesite=lax");
        AssertCookie(form, "console.form=", "httponly", "samesite=strict");

        static void AssertCookie(HttpResponseMessage answer, string name, params string[] attributes)
        {
            var cookie = answer.Headers.GetValues("Set-Cookie")
                .Single(one => one.StartsWith(name, StringComparison.Ordinal));
            Assert.All(
                attributes, attribute => Assert.Contains($"; {attribute}", cookie, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task AFormWithAnothersToken_IsRefused()
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        using var victim = await console.OpenAsync();
        using var thief = await console.OpenAsync();
        var stolen = ARunningConsole.TokenIn(await victim.GetStringAsync("/jobs/41", Cancel));
        using var content = new FormUrlEncodedContent(
            [new("_handler", "stop"), new("__RequestVerificationToken", stolen)]);

        using var answer = await thief.PostAsync(new Uri("/jobs/41", UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(_receiver.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("/jobs/41")]
    [InlineData("/anomalies/906")]
    [InlineData("/check")]
    [InlineData("/check/findings")]
    [InlineData("/mock")]
    [InlineData("/jobs/new?action=replay&group=g1")]
    [InlineData("/destinations/crm")]
    [InlineData("/theme")]
    [InlineData("/sign-out")]
    [InlineData("/sign-in/with")]
    public async Task AFormWithoutItsToken_IsRefused(string path)
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        using var client = await console.OpenAsync();
        using var content = new FormUrlEncodedContent(
            [new("_handler", "stop"), new("Form.Reason", "x"), new("theme", "dark"), new("form", "x"), new("t", "x")]);

        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(
            _receiver.Requests, request =>
            request.Method == "POST" && !request.Body.Contains("dryRun", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWrongToken_SignsNobodyIn()
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        using var client = await console.OpenAsync(signedIn: false);

        var page = await client.GetStringAsync("/sign-in/with?t=another-token-0123456", Cancel);

        Assert.Contains("That isn't the token", page, StringComparison.Ordinal);
        Assert.Contains("<h1 tabindex=\"-1\">Sign in</h1>", await client.GetStringAsync("/jobs", Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormBehindAnEndedSession_IsKept_AndIsDoneWhenItsPersonHasSignedInAgain()
    {
        const string Path = "/jobs/new?action=replay&group=g1";
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        var cookies = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies })
        {
            BaseAddress = console.Address,
        };
        await client.GetStringAsync(new Uri(console.SignInLink), Cancel);
        KeyValuePair<string, string>[] typed =
        [
            new("_handler", "create"), new("Form.Reason", "Mine & \"yours\""), new("Form.Rate", "7"),
            new("Form.AsOf", "2026-11-29T01:00:00Z"),
            new("__RequestVerificationToken",
                ARunningConsole.TokenIn(await client.GetStringAsync(Path, Cancel))),
        ];
        cookies.GetCookies(console.Address)["console.session"]!.Expired = true;

        using var answer = await PostAsync(typed);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("<h1>Your session has ended</h1>", page, StringComparison.Ordinal);
        Assert.Contains(">Mine &amp; &quot;yours&quot;</span>", page, StringComparison.Ordinal);
        Assert.Contains("action=\"/jobs/new?action=replay&amp;group=g1\"", page, StringComparison.Ordinal);
        Assert.Null(Created());

        var kept = HiddenField().Matches(page).Select(field => KeyValuePair.Create(
            field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value))).ToList();
        Assert.Equal(typed, kept);
        await client.GetStringAsync(new Uri(console.SignInLink), Cancel);
        using var again = await PostAsync(kept);

        Assert.Equal("/jobs/42", again.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("\"reason\":\"Mine \\u0026 \\u0022yours\\u0022\"", Created(), StringComparison.Ordinal);

        async Task<HttpResponseMessage> PostAsync(IEnumerable<KeyValuePair<string, string>> fields)
        {
            using var content = new FormUrlEncodedContent(fields);
            return await client.PostAsync(new Uri(Path, UriKind.Relative), content, Cancel);
        }

        string? Created() => _receiver.Requests.Where(request => request.Path == "/admin/jobs").Select(
            request => request.Body).LastOrDefault(
                body => !body.Contains("dryRun", StringComparison.Ordinal) && body.Length > 0);
    }

    [Theory]
    [InlineData("cross-site", 10)]
    [InlineData("same-origin", FormLimit.Anonymous)]
    public async Task AFormOfAnotherSite_OrALongOne_IsNotShownAgain(string site, int length)
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        using var client = await console.OpenAsync(signedIn: false, follows: false);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        using var content = new FormUrlEncodedContent(
            [new("_handler", "stop"), new("Form.Reason", "Mine" + new string('x', length))]);

        using var answer = await client.PostAsync(new Uri("/jobs/41", UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.DoesNotContain("Mine", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("Mine", answer.Headers.Location?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task SigningOut_EndsTheSession()
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        using var client = await console.OpenAsync();
        using var content = new FormUrlEncodedContent(
        [
            new("form", "sign-out"),
            new("__RequestVerificationToken",
                ARunningConsole.TokenIn(await client.GetStringAsync("/jobs", Cancel))),
        ]);

        using var _ = await client.PostAsync(new Uri("/sign-out", UriKind.Relative), content, Cancel);

        Assert.Contains("<h1 tabindex=\"-1\">Sign in</h1>", await client.GetStringAsync("/jobs", Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SigningOut_EndsTheSession_ThoughTheIssuerIsAway()
    {
        var keys = Directory.CreateTempSubdirectory("console-keys-");
        var cookies = new CookieContainer();
        var issuer = await FakeIssuer.StartAsync();
        (string, string)[] settings =
        [
            ("Console:OpenIdConnect:Authority", issuer.Address.ToString()),
            ("Console:OpenIdConnect:ClientId", FakeIssuer.ClientId), ("Console:DataProtection:KeysPath", keys.FullName),
        ];
        try
        {
            await using (issuer)
            {
                await using var before = await ARunningConsole.StartAsync(_receiver.Address, settings);
                using var signingIn = Open(before);
                await signingIn.GetStringAsync("/jobs", Cancel);
            }

            // It knows the session, and nothing of the issuer.
            await using var console = await ARunningConsole.StartAsync(_receiver.Address, settings);
            using var client = Open(console);
            using var content = new FormUrlEncodedContent(
            [
                new("form", "sign-out"),
                new("__RequestVerificationToken",
                    ARunningConsole.TokenIn(await client.GetStringAsync("/jobs", Cancel))),
            ]);

            using var answer = await client.PostAsync(new Uri("/sign-out", UriKind.Relative), content, Cancel);
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

            Assert.Contains("You are signed out here. The issuer can't be reached", page, StringComparison.Ordinal);
            Assert.Null(cookies.GetCookies(console.Address)["console.session"]);
        }
        finally
        {
            keys.Delete(recursive: true);
        }

        HttpClient Open(ARunningConsole console) =>
            new(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = console.Address };
    }

    [Fact]
    public async Task WhoWasntSignedIn_IsAskedAgainForThePageThatTheyWanted()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        issuer.Refuses = true;
        await using var console = await ARunningConsole.StartAsync(
            _receiver.Address,
            ("Console:OpenIdConnect:Authority", issuer.Address.ToString()),
            ("Console:OpenIdConnect:ClientId", FakeIssuer.ClientId));
        using var client = await console.OpenAsync(signedIn: false);

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/failures?at=crm", Cancel));

        Assert.Contains("You weren't signed in", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/sign-in/with?back=%2Ffailures%3Fat%3Dcrm\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_AsksForTheSignIn_ButWhatIsNamedHere()
    {
        await using var console = await ARunningConsole.StartAsync(_receiver.Address);
        var endpoints = console.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

        var open = endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
                || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(route => !route.Contains("path:file", StringComparison.Ordinal)
                && !route.StartsWith("/console.", StringComparison.Ordinal)
                && !route.StartsWith("/_framework", StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["/alive", "/broken", "/health", "/missing", "/sign-in", "/sign-in/with", "/sign-out", "/theme"],
            open);
    }

    [Fact]
    public async Task APersonOfTheIssuer_AsksWithTheirOwnToken_AndNeverWithTheConsolesKey()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        await using var console = await ARunningConsole.StartAsync(
            _receiver.Address,
            ("Console:OpenIdConnect:Authority", issuer.Address.ToString()),
                ("Console:OpenIdConnect:ClientId", FakeIssuer.ClientId), ("Console:ApiKey", ReaderKey));
        using var client = await console.OpenAsync(signedIn: false);

        var page = await client.GetStringAsync("/failures", Cancel);

        Assert.Contains("1,912", page, StringComparison.Ordinal);
        Assert.Equal("S256", issuer.ChallengeMethod);
        Assert.All(
            _receiver.Requests.Where(request => request.Path != "/admin/changes"),
            request => Assert.Equal("Bearer " + issuer.AccessToken, request.Credential));
        Assert.All(_receiver.Requests.Where(request => request.Path == "/admin/changes"), request =>
            Assert.Equal(ReaderKey, request.Credential));
    }

    [Fact]
    public async Task AnIssuerThatIsAway_IsNamed_AndTheLogHasOneLineOfIt()
    {
        Uri gone;
        await using (var issuer = await FakeIssuer.StartAsync())
        {
            gone = issuer.Address;
        }

        var log = new FakeLogCollector();
        await using var console = await ARunningConsole.StartAsync(
            _receiver.Address,
            services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log)),
            ("Console:OpenIdConnect:Authority", gone.ToString()),
            ("Console:OpenIdConnect:ClientId", FakeIssuer.ClientId));
        using var client = await console.OpenAsync(signedIn: false, follows: false);

        foreach (var path in new[] { "/", "/failures", "/sign-in/with" })
        {
            using var answer = await client.GetAsync(path, Cancel);
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("The issuer can't be reached</h1>", page, StringComparison.Ordinal);
            Assert.Contains("Console:OpenIdConnect:Authority", page, StringComparison.Ordinal);
            Assert.DoesNotContain("fault of the console", page, StringComparison.Ordinal);
        }

        var line = Assert.Single(log.GetSnapshot(), one => one.Level >= LogLevel.Warning
            && one.Message.Contains("issuer", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Console:OpenIdConnect:Authority", line.Message, StringComparison.Ordinal);
        Assert.Null(line.Exception);
        Assert.DoesNotContain(
            log.GetSnapshot(), one => one.Message.Contains("unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, null, "Set Console:Receiver")]
    [InlineData("http://r", null, null, "Set Console:OpenIdConnect:Authority")]
    [InlineData("http://r", "http://issuer", "c", "must be an https address")]
    [InlineData("http://r", "https://issuer", null, "Set Console:OpenIdConnect:ClientId")]
    public void SettingsThatCantWork_AreSaid(string? receiver, string? authority, string? client, string said)
    {
        var options = new ConsoleOptions { Receiver = receiver is null ? null : new Uri(receiver) };
        options.OpenIdConnect.Authority = authority is null ? null : new Uri(authority);
        options.OpenIdConnect.ClientId = client;

        Assert.Contains(ConsoleSettings.FindProblems(options, isDevelopment: false), problem =>
            problem.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void NameThatTheIssuerDoesntKnow_ForItsWhiteSpace_IsSaid()
    {
        var options = new ConsoleOptions { Receiver = new Uri("http://r") };
        options.OpenIdConnect.Authority = new Uri("https://issuer");
        options.OpenIdConnect.ClientId = "console ";
        options.OpenIdConnect.NameClaim = "name\n";
        options.OpenIdConnect.Scopes.Add("openid");
        options.OpenIdConnect.Scopes.Add(" profile");

        Assert.Equal(
            [
                "Console:OpenIdConnect:ClientId", "Console:OpenIdConnect:NameClaim", "Console:OpenIdConnect:Scopes:1",
            ],
            ConsoleSettings.FindProblems(options, isDevelopment: false)
                .Select(problem => problem.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/jobs?cursor=1", "/jobs?cursor=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("/a\nb", "/")]
    [InlineData("/\u202e", "/")]
    [InlineData("/ä", "/")]
    public void AnAddressToGoBackTo_IsTheConsolesOwn(string? given, string taken) =>
        Assert.Equal(taken, LocalAddress.Of(given));

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
