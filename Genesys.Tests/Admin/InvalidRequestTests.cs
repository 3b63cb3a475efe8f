using System.Net;
using System.Text;
using System.Text.Json;

namespace Genesys.Tests.Admin;

/// <summary>
/// Requests of operators that can't be understood: each is answered with a problem that names what is wrong, and quotes
/// nothing.
/// </summary>
public sealed class InvalidRequestTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/admin/deliveries?limit=secretive", "limit is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?state=secretive", "state is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?state=", "state is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?receivedFrom=secretive", "receivedFrom is missing, or isn't what this route takes.")]
    [InlineData("/admin/deliveries?before=99999999999999999999", "before is missing, or isn't what this route takes.")]
    [InlineData("/admin/anomalies?kind=secretive", "kind is missing, or isn't what this route takes.")]
    public async Task Query_IsNamed(string path, string detail)
    {
        await using var app = await AdminApp.StartAsync();

        using var answer = await app.Client.GetAsync(path, Cancelled);

        Assert.Equal(detail, (await ProblemAsync(answer, HttpStatusCode.BadRequest)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("secretive", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":["secretive"]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":[1.5]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"keys":[1]}""", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("""{"keys":[1]}""", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("keys=1", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task Body_IsRefusedWithAProblem(string? body, string? contentType, HttpStatusCode status)
    {
        await using var app = await AdminApp.StartAsync();
        foreach (var path in (string[])["/admin/deliveries/replay", "/admin/deliveries/discard", "/admin/anomalies/replay", "/admin/anomalies/discard"])
        {
            using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content?.Headers.TryAddWithoutValidation("Content-Type", contentType);

            using var answer = await app.Client.PostAsync(path, content, Cancelled);

            await ProblemAsync(answer, status);
        }
    }

    [Fact]
    public async Task LongBody_Answers413()
    {
        await using var app = await AdminApp.StartAsync("Development", ("Intake:MaxBodyBytes", "1000"));
        using var content = new StringContent(new string(' ', 2_000), Encoding.UTF8, "application/json");

        using var answer = await app.Client.PostAsync("/admin/deliveries/replay", content, Cancelled);

        await ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task KeyThatIsNotThere_Answers404WithAProblem()
    {
        await using var app = await AdminApp.StartAsync();

        using var answer = await app.Client.GetAsync("/admin/deliveries/999", Cancelled);

        Assert.Contains("no such delivery", (await ProblemAsync(answer, HttpStatusCode.NotFound)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.DoesNotContain("secretive", text, StringComparison.Ordinal);
        var problem = JsonElement.Parse(text);
        Assert.Equal(Assert.Single(answer.Headers.GetValues("X-Request-Id")), problem.GetProperty("requestId").GetString());
        return problem;
    }
}
