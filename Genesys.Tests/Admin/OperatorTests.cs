using System.Net;
using System.Security.Cryptography;
using System.Text;
using Genesys.Receiver.Client;
using Genesys.Receiver.Intake;
using Microsoft.AspNetCore.Routing;

namespace Genesys.Tests.Admin;

/// <summary>Who may come in, by what name, and what the role permits.</summary>
public sealed class OperatorTests
{
    private const string Key = "an-operators-long-key";
    private const string ReaderKey = "a-readers-own-long-key";

    private static (string Key, string Value)[] Two =>
    [
        ("Admin:Operators:alice:ApiKey", Key),
        ("Admin:Operators:alice:Role", "operator"),
        ("Admin:Operators:alice:PersonalData", "true"),
        ("Admin:Operators:bob:ApiKey", ReaderKey),
        ("Admin:Operators:bob:Role", "reader"),
    ];

    [Fact]
    public async Task WithoutOperators_OutsideDevelopment_NothingIsThere()
    {
        await using var app = await AdminApp.StartAsync("Production");
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/admin/me", Cancel)).StatusCode);
    }

    [Fact]
    public async Task WithoutOperators_InDevelopment_TheCallerIsTheOperatorDevelopment()
    {
        await using var app = await AdminApp.StartAsync();
        Assert.Equal(
            new OperatorIdentity { Name = "development", Role = OperatorRole.Operator, PersonalData = true },
            await app.Receiver().GetOperatorAsync(Cancel));
    }

    [Theory]
    [InlineData(Key, "alice", OperatorRole.Operator, true)]
    [InlineData(ReaderKey, "bob", OperatorRole.Reader, false)]
    public async Task AKey_HasANameARoleAndARight(string key, string name, OperatorRole role, bool personalData)
    {
        await using var app = await AdminApp.StartAsync("Production", Two);
        Assert.Equal(
            new OperatorIdentity { Name = name, Role = role, PersonalData = personalData },
            await app.Receiver(key).GetOperatorAsync(Cancel));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another-long-enough-key")]
    public async Task WithoutARightKey_NobodyComesIn(string? shown)
    {
        await using var app = await AdminApp.StartAsync("Production", Two);
        foreach (var path in (string[])["/admin/me", "/admin/deliveries", "/admin/changes", "/admin/audit"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("X-Api-Key", shown);

            using var answer = await app.Client.SendAsync(request, Cancel);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("ApiKey realm=\"genesys-receiver admin\"", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task AKeyOfApiKeys_IsAnOperatorWithoutAName()
    {
        await using var app = await AdminApp.StartAsync("Production", ("Admin:ApiKeys:0", Key));
        Assert.Equal(
            new OperatorIdentity { Role = OperatorRole.Operator, PersonalData = false },
            await app.Receiver(Key).GetOperatorAsync(Cancel));
    }

    [Fact]
    public async Task AKeysHash_StandsForIt()
    {
        var hash = "sha256:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        await using var app = await AdminApp.StartAsync("Production", ("Admin:Operators:alice:ApiKey", hash));
        Assert.Equal("alice", (await app.Receiver(Key).GetOperatorAsync(Cancel)).Name);
    }

    [Fact]
    public async Task AnOperatorWithoutARole_Reads()
    {
        await using var app = await AdminApp.StartAsync("Production", ("Admin:Operators:alice:ApiKey", Key));
        Assert.Equal(OperatorRole.Reader, (await app.Receiver(Key).GetOperatorAsync(Cancel)).Role);
    }

    [Fact]
    public async Task AChangedKey_IsTakenUpWithoutARestart()
    {
        await using var app = await AdminApp.StartAsync("Production", Two);
        app.Set("Admin:Operators:alice:ApiKey", "another-long-enough-key");

        Assert.Equal("alice", (await app.Receiver("another-long-enough-key").GetOperatorAsync(Cancel)).Name);
        Assert.Equal(
            401,
            (await Assert.ThrowsAsync<ReceiverException>(() => app.Receiver(Key).GetOperatorAsync(Cancel))).Status);
    }

    [Fact]
    public async Task AChangedRole_IsTakenUpWithoutARestart()
    {
        await using var app = await AdminApp.StartAsync("Production", Two);
        app.Set("Admin:Operators:alice:Role", "reader");

        Assert.Equal(OperatorRole.Reader, (await app.Receiver(Key).GetOperatorAsync(Cancel)).Role);
    }

    [Theory]
    [InlineData(
        "Admin:Operators:bob:ApiKey", Key,
        "Admin:Operators:alice:ApiKey and Admin:Operators:bob:ApiKey are the same key")]
    [InlineData("Admin:ApiKeys:0", Key, "Admin:ApiKeys:0 and Admin:Operators:alice:ApiKey are the same key")]
    [InlineData("Admin:Operators:bob:ApiKey", "short", "Admin:Operators:bob:ApiKey must have 16 to 512 characters")]
    [InlineData(
        "Admin:Operators:carol:Role", "operator", "Admin:Operators:carol:ApiKey must have 16 to 512 characters")]
    [InlineData("Admin:Operators:alice:Role", "owner", "Admin:Operators:alice:Role")]
    [InlineData(
        "Admin:Operators:a b:ApiKey", "another-long-enough-key",
        "Admin:Operators has a name that isn't 1 to 64 of A-Z a-z 0-9 . _ @ -.")]
    [InlineData(
        "Admin:ShowPersonalData", "true",
        "Admin:ShowPersonalData isn't taken any more. Remove it, and set Admin:Operators:{name}:PersonalData")]
    [InlineData("Admin:ShowPersonalData", "false", "Admin:ShowPersonalData isn't taken any more.")]
    [InlineData("Admin:OpenIdConnect:Audience", "receiver", "Admin:OpenIdConnect:Authority isn't set")]
    [InlineData(
        "Admin:OpenIdConnect:Authority", "https://issuer.example.com", "Admin:OpenIdConnect:Audience isn't set")]
    [InlineData(
        "Admin:OpenIdConnect:Authority", "http://issuer.example.com",
        "Admin:OpenIdConnect:Authority must begin with https://")]
    public async Task ASettingThatIsWrong_IsRefusedByName(string setting, string value, string sentence)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => AdminApp.StartAsync("Production", [.. Two, (setting, value)]));

        Assert.Contains(sentence, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            value is "operator" or "true" or "false" ? Key : value, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyAndItsHash_AreTheSameKey()
    {
        var hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));

        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => AdminApp.StartAsync("Production", [.. Two, ("Admin:ApiKeys:0", hash)]));

        Assert.Contains("are the same key", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReader_CantAct()
    {
        await using var app = await AdminApp.StartAsync("Production", Two);
        var acts = app.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<AdmissionPolicy>()?.Kind == CallerKind.Operator)
            .SelectMany(
                route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods,
                (route, method) => (Method: method, Path: route.RoutePattern.RawText!))
            .Where(route => route.Method != "GET")
            .ToList();

        Assert.Equal(["/admin/validate"], await PathsAsync(ReaderKey, HttpStatusCode.Forbidden, isIt: false));
        Assert.Equal(
            acts.Select(act => act.Path).Order(StringComparer.Ordinal),
            (await PathsAsync(Key, HttpStatusCode.Forbidden, isIt: false)).Order(StringComparer.Ordinal));

        async Task<List<string>> PathsAsync(string key, HttpStatusCode status, bool isIt)
        {
            var paths = new List<string>();
            foreach (var (method, path) in acts)
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(method),
                    path.Replace("{id:long}", "1", StringComparison.Ordinal)
                        .Replace("{name}", "crm", StringComparison.Ordinal))
                {
                    Content = new StringContent("{}", Encoding.UTF8, "application/json"),
                };
                request.Headers.Add("X-Api-Key", key);
                using var answer = await app.Client.SendAsync(request, Cancel);
                if (answer.StatusCode == status == isIt)
                {
                    paths.Add(path);
                }
            }

            return paths;
        }
    }

    [Fact]
    public async Task AReaderThatActs_IsToldWhichRoleIsNeeded()
    {
        await using var app = await AdminApp.StartAsync("Production", Two);
        var failure = await Assert.ThrowsAsync<ReceiverException>(() => app.Receiver(ReaderKey).CreateJobAsync(
            new JobRequest { Action = JobAction.Replay, Keys = [1], Reason = "r" }, Cancel));

        Assert.Equal((403, "/problems/not-permitted"), (failure.Status, failure.Problem.Type));
        Assert.StartsWith("This needs the role operator", failure.Message, StringComparison.Ordinal);
    }
}
