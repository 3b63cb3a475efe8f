using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.GenesysCloud;
using Genesys.Tests.Validation;

namespace Genesys.Tests.Telemetry;

/// <summary>
/// A receiver's own process, its exported telemetry and its console: what callers send isn't in them, what operators
/// need is.
/// </summary>
public class PrivacyTests
{
    private const string Name = "Zaphod Beeblebrox";
    private const string Mail = "zaphod@beeblebrox.example";
    private const string Phone = "+14155550142";

    [Fact]
    public async Task WhateverCallersWriteWherever_NoneOfItIsInTelemetryOrOnTheConsole()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context =>
            StubGenesys.Json(
                context, 200, $$"""{"id":"c","participants":[{"name":"{{Name}}","address":"{{Phone}}"}]}""");
        await using var collector = await OtlpCollector.StartAsync();
        using var receiver = await StartAsync(genesys, collector);

        foreach (var body in HostileBodies())
        {
            using var answer = await receiver.TrySendAsync(body, Cancel);
        }

        foreach (var request in HostileRequests())
        {
            await SendRawAsync(receiver.Address, request);
        }

        await Eventually.IsTrue(() => genesys.Conversations.Any(), "a conversation is fetched", limitSeconds: 120);
        await Eventually.IsTrue(
            () => receiver.Output.Contains("fetched for", StringComparison.Ordinal), "the fetch is logged",
            limitSeconds: 120);

        // That nothing was exported would prove nothing. The end of the process may cut off what it would export then.
        await ExportedAsync(
            collector, "traces",
            ReceiverTelemetry.ReceiveDelivery, ReceiverTelemetry.RecordAnomaly, ReceiverTelemetry.ProcessDelivery,
            "/data/id", "Genesys.Receiver");
        await ExportedAsync(
            collector, "metrics",
            "genesys.delivery.received", "genesys.journal.commit.duration", "resilience.polly.pipeline.duration",
            "http.server.request.duration", "kestrel.active_connections", "dotnet.gc.collections");
        await ExportedAsync(collector, "logs", "fetched for");
        await receiver.StopAsync(Cancel);
        Assert.All(["eeblebrox", "EEBLEBROX", "aphod", "4155550142"], marker =>
        {
            Assert.False(collector.Has(marker), $"{marker} was exported.");
            Assert.DoesNotContain(marker, receiver.Output, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task LogLinesOfARound_CarryTheTraceIdAndTheRequestIdThatTheCallerSaw()
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var collector = await OtlpCollector.StartAsync();
        using var receiver = await StartAsync(genesys, collector);

        using var answer = await receiver.TrySendAsync(new AnEvent().ToString(), Cancel);
        var requestId = answer!.Headers.GetValues("X-Request-Id").Single();
        await Eventually.IsTrue(
            () => receiver.Output.Contains("fetched for", StringComparison.Ordinal), "the fetch is logged",
            limitSeconds: 120);
        await ExportedAsync(collector, "logs", requestId);
        await receiver.StopAsync(Cancel);

        var line = JsonElement.Parse(
            receiver.Output.Split('\n').Single(line => line.Contains("fetched for", StringComparison.Ordinal)));
        var scopes = line.GetProperty("Scopes").EnumerateArray().ToList();
        Assert.Contains(scopes, scope => scope.TryGetProperty("RequestId", out var id) && id.GetString() == requestId);
        var trace = Assert.Single(scopes, scope => scope.TryGetProperty("TraceId", out _)).GetProperty("TraceId")
            .GetString()!;
        Assert.Contains(Convert.FromHexString(trace), part => part != 0);
    }

    [Fact]
    public void DescribedExceptions_HaveTypesAndStacks_AndNoMessage()
    {
        Exception? caught = null;
        try
        {
            Break();
        }
        catch (InvalidOperationException exception)
        {
            caught = exception;
        }

        var described = Failures.Describe(caught!);

        Assert.Contains("System.InvalidOperationException", described, StringComparison.Ordinal);
        Assert.Contains("caused by System.FormatException", described, StringComparison.Ordinal);
        Assert.Contains(nameof(Break), described, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, described, StringComparison.Ordinal);
    }

    private static async Task ExportedAsync(OtlpCollector collector, string signal, params string[] texts)
    {
        foreach (var text in texts)
        {
            await Eventually.IsTrue(() => collector.Has(text, signal), $"the {signal} have {text}");
        }
    }

    private static void Break() =>
        throw new InvalidOperationException(Name, new FormatException($"{Name} isn't a number"));

    private static Task<RunningReceiver> StartAsync(StubGenesys genesys, OtlpCollector collector) =>
        RunningReceiver.StartAsync(
        Path.Combine(Directory.CreateTempSubdirectory("privacy-").FullName, "journal.db"),
        new(collector.Environment)
        {
            ["GENESYS_API_BASE"] = genesys.Address,
            ["GENESYS_LOGIN_BASE"] = genesys.Address,
            ["Logging__Console__FormatterName"] = "json",
            ["Logging__Console__FormatterOptions__IncludeScopes"] = "true",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        },
        Cancel);

    private static IEnumerable<string> HostileBodies()
    {
        foreach (var text in (string[])[Name, Mail, Phone])
        {
            yield return new AnEvent().WithId(text).WithData("conversation_id", text).WithData("free", text)
                .WithData(text, 1).ToString();
            yield return new AnEvent().With("account", text).With("source", text).With("event_type", text)
                .With("time", text).WithData("id", 7).With(text, text).ToString();
            yield return new AnEvent().With("id", new JsonObject { [text] = text }).ToString();
            yield return $"{{\"{text}\": {text}}}";
            yield return text;
            yield return $"[{new AnEvent().WithId(text)},{{\"id\":\"{text}\"}}]";
            var partner = Events.Partner($"v2.{text}", new JsonObject { [text] = text });
            partner["replay-name"] = text;
            partner[text] = text;
            yield return partner.ToJsonString();
            yield return Events.Partner("v2.detail.events.conversation.{id}.customer.end", new JsonObject
            {
                ["conversationId"] = text,
                ["eventTime"] = 1_714_567_890_123,
                ["ani"] = text,
                [text] = new JsonObject { [text] = text },
                ["mediaType"] = text,
            }).ToJsonString();
        }
    }

    private static IEnumerable<string> HostileRequests()
    {
        var escaped = Uri.EscapeDataString(Mail);
        var length = Encoding.UTF8.GetByteCount(Events.Flat).ToString(CultureInfo.InvariantCulture);
        yield return $"GET /{escaped}/{Mail}?name={escaped}&{escaped} HTTP/1.1\r\nHost: {Mail.Split('@')[1]}\r\nConnection: close\r\n\r\n";
        yield return $"BEEBLEBROX /eventbridge/subscription HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        yield return $"GET /problems/{escaped} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        yield return $"GET /admin/deliveries/{escaped}?state={escaped} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {Name}\r\nConnection: close\r\n\r\n";
        yield return $"{Name} is no request\r\n\r\n";
        yield return $"POST /eventbridge/subscription?who={escaped} HTTP/1.1\r\nHost: {Mail.Split('@')[1]}\r\nUser-Agent: {Name}\r\n"
            + $"Content-Type: application/json\r\nX-Request-Id: {Name}\r\nX-Api-Key: {Name}\r\nCookie: {Name}\r\nReferer: https://{Mail}\r\nX-Forwarded-For: {Name}\r\n"
            + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
            + $"tracestate: vendor=zaphod-beeblebrox\r\nbaggage: name={escaped}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{Events.Flat}";
        yield return $"POST /eventbridge/subscription HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/beeblebrox; name={Name}\r\nContent-Encoding: beeblebrox\r\n"
            + $"Content-Length: {length}\r\nConnection: close\r\n\r\n{Events.Flat}";
    }

    /// <summary>Writes a request as it is, and reads until the server is done with it.</summary>
    private static async Task SendRawAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Cancel);
        try
        {
            await stream.CopyToAsync(Stream.Null, Cancel);
        }
        catch (IOException)
        {
            // Reset instead of closed.
        }
    }
}
