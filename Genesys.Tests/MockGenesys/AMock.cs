using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Genesys.MockGenesys;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

/// <summary>A running mock on a clock that stands still, without the faults that it has by default.</summary>
internal sealed class AMock : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private AMock(MockGenesysApp app, FakeTimeProvider clock)
    {
        (App, Clock) = (app, clock);
        Client = new HttpClient { BaseAddress = app.Address };
    }

    public MockGenesysApp App { get; }

    public FakeTimeProvider Clock { get; }

    public HttpClient Client { get; }

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Settings of a sender of usual events, each of them once and in order.</summary>
    public static (string Key, string Value)[] Sends(string target, int count) =>
    [
        ("Sender:Target", target), ("Sender:Count", $"{count}"), ("Sender:Rate", "50"), ("Sender:InvalidShare", "0"),
        ("Sender:DuplicateShare", "0"), ("Sender:ReorderShare", "0"),
    ];

    public static Task<AMock> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(_ => { }, settings);

    public static Task<AMock> StartAsync(
        Action<WebApplicationBuilder> configure, params (string Key, string Value)[] settings) =>
        StartAsync(new FakeTimeProvider(Start), configure, settings);

    public static Task<AMock> StartAsync(FakeTimeProvider clock, params (string Key, string Value)[] settings) =>
        StartAsync(clock, _ => { }, settings);

    private static async Task<AMock> StartAsync(
        FakeTimeProvider clock, Action<WebApplicationBuilder> configure, (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Mock:SlowShare"] = "0",
            ["Mock:TooManyRequestsShare"] = "0",
            ["Mock:UnavailableShare"] = "0",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var app = await MockGenesysApp.StartAsync(
            all,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                configure(builder);
            },
            Cancel);
        return new AMock(app, clock);
    }

    /// <summary>Asks for a token with HTTP Basic.</summary>
    public Task<HttpResponseMessage> AskForTokenAsync(string id, string secret, string path = "/oauth/token")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
        };
        request.Headers.Authorization = new(
            "Basic", Convert.ToBase64String(System.Text.Encoding.Latin1.GetBytes($"{id}:{secret}")));
        return Client.SendAsync(request, Cancel);
    }

    /// <summary>
    /// Makes every further request of <see cref="Client"/> bear a token of <paramref name="clientId"/>.
    /// </summary>
    public async Task<string> SignInAsync(string clientId = "client")
    {
        using var answer = await AskForTokenAsync(clientId, "secret");
        var token = (await ReadAsync(answer))["access_token"]!.GetValue<string>();
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return token;
    }

    public Task<HttpResponseMessage> GetAsync(string path) =>
        Client.GetAsync(path, Cancel);

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
