using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Drills.Processes;

namespace Genesys.Tests.Deploy;

/// <summary>
/// The script that sends again what the new bus gave up on, against an <c>aws</c> that answers from files.
/// </summary>
public sealed class RedriveTests : IDisposable
{
    private const string Bus =
        "arn:aws:events:us-east-1:123456789012:event-busv2/genesys-receiver/examplebusexamplebusexamp";

    private const string Lasting =
        "arn:aws:events:us-east-1:123456789012:subscriber/genesys-receiver/examplesubscriberexamples";

    private const string Temporary =
        "arn:aws:events:us-east-1:123456789012:subscriber/genesys-receiver-redrive-1/examplesubscriberexamples";

    /// <summary>Answers from files in its folder, and writes down what it was asked.</summary>
    private const string Stub = """
        #!/usr/bin/env bash
        here=$(dirname "$0")
        echo "$*" >> "$here/calls"
        case "$1 $2" in
            "eventsv2 describe-subscriber") cat "$here/subscriber.json" ;;
            "eventsv2 describe-event-bus") cat "$here/bus.json" ;;
            "eventsv2 create-subscriber")
                [ ! -e "$here/refuse-create" ] || exit 254
                file=$(sed 's/.*file:\/\/\([^ ]*\).*/\1/' <<< "$*")
                cat "$file" >> "$here/requests"
                cat "$here/temporary" ;;
            "sqs receive-message")
                next=$(ls "$here" | grep '^messages' | sort | head -n 1)
                if [ -n "$next" ]; then cat "$here/$next"; rm "$here/$next"; else echo '{}'; fi ;;
            "cloudwatch get-metric-statistics")
                metric=$(sed 's/.*--metric-name \([^ ]*\).*/\1/' <<< "$*")
                cat "$here/$metric.json" 2>/dev/null || echo '{"Datapoints":[]}' ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public RedriveTests()
    {
        Write("stub", Stub);
        if (!OperatingSystem.IsWindows())
        {
            // Written by another process: while this one has a program open for writing, a child that another thread
            // starts has it open too for a moment, and the program can't be started (ETXTBSY).
            using var copy = Process.Start(
                "cp", [Path.Combine(_folder.FullName, "stub"), Path.Combine(_folder.FullName, "aws")]);
            Assert.True(copy.WaitForExit(TimeSpan.FromMinutes(1)));
            File.SetUnixFileMode(
                Path.Combine(_folder.FullName, "aws"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Write("temporary", Temporary);
        Write("subscriber.json", $$$"""
            {"Name":"genesys-receiver","EventBusArn":"{{{Bus}}}","State":"RUNNING",
             "InvokeConfiguration":{"TargetArn":"arn:aws:events:us-east-1:123456789012:api-destination/receiver/1","RoleArn":"arn:aws:iam::123456789012:role/deliver"},
             "FilterConfiguration":{"Filters":[{"Scope":"SYSTEM_METADATA","Pattern":"{\"aws:Source\":[{\"prefix\":\"aws.partner/genesys.com\"}]}"}]},
             "BatchConfiguration":{"MaxBatchSize":10,"MaxBatchWindowInSeconds":1},"Transformer":{"Type":"RAW"},
             "RetryPolicy":{"MaxRetryAttempts":185,"MaxEventAgeInSeconds":86400},"OnFailureConfiguration":{"Arn":"arn:aws:sqs:us-east-1:123456789012:dead"}}
            """);
        Write(
            "bus.json",
            """{"StorageConfiguration":{"RetentionPeriodInDays":14,"RetentionWindowStartTime":"2026-11-15T00:00:00+00:00"}}""");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_apply_it_says_what_it_would_do_and_changes_nothing()
    {
        Queue(
            Record(
                "a1", "INVOCATION_DEPENDENCY_INTERNAL", ("e1", "2026-11-20T10:00:00Z"),
                ("e2", "2026-11-20T10:00:05Z")));

        var (exit, output) = await RunAsync();

        Assert.Equal(0, exit);
        Assert.Contains("INVOCATION_DEPENDENCY_INTERNAL: 1 record(s), 2 event(s)", output, StringComparison.Ordinal);
        Assert.Contains(
            "2 event(s) from 2026-11-20T09:59:00Z to 2026-11-20T10:01:05Z", output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Calls(),
            call => call.Contains("create-subscriber", StringComparison.Ordinal)
                || call.Contains("delete-", StringComparison.Ordinal));
        Assert.Contains(
            Calls(),
            call => call.Contains("change-message-visibility", StringComparison.Ordinal)
                && call.EndsWith("--visibility-timeout 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_temporary_subscriber_reads_the_recorded_events_alone_and_is_deleted_with_the_records()
    {
        Queue(
            Record("a1", "EXECUTION_TIMEOUT", ("e1", "2026-11-20T10:00:00Z")),
            Record("a2", "EXECUTION_TIMEOUT", ("e2", "2026-11-21T10:00:00Z")));
        Delivered(2);

        var (exit, output) = await RunAsync("--apply");

        Assert.True(exit == 0, output);
        var request = Requests().Single();
        Assert.StartsWith("genesys-receiver-redrive-", (string)request["Name"]!, StringComparison.Ordinal);
        Assert.Equal(Bus, (string?)request["EventBusArn"]);
        Assert.Equal("POINT_IN_TIME", (string?)request["StartingPosition"]);
        Assert.Equal(
            """{"PointType":"TIMESTAMP","StartingPoint":"2026-11-20T09:59:00Z","EndPoint":"2026-11-21T10:01:00Z"}""",
            request["PointInTimeConfiguration"]!.ToJsonString());
        var patterns = request["FilterConfiguration"]!["Filters"]!.AsArray()
            .Select(filter => (string)filter!["Pattern"]!);
        Assert.Equal(
            ["""{"aws:Source":[{"prefix":"aws.partner/genesys.com"}]}""", """{"aws:EventId":["e1","e2"]}"""], patterns);
        foreach (var copied in new[]
        {
            "InvokeConfiguration", "BatchConfiguration", "Transformer", "RetryPolicy", "OnFailureConfiguration",
        })
        {
            Assert.NotNull(request[copied]);
        }

        Assert.Contains($"eventsv2 delete-subscriber --subscriber-arn {Temporary}", Calls());
        Assert.Equal(["a1", "a2"], Deleted());
        Assert.DoesNotContain(Calls(), call => call.Contains("change-message-visibility", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_stay_when_the_receiver_refuses_again()
    {
        Queue(Record("a1", "CUSTOMER_VALIDATION", ("e1", "2026-11-20T10:00:00Z")));
        Write("OnFailureDestinationDelivered.json", """{"Datapoints":[{"Sum":1.0}]}""");

        var (exit, _) = await RunAsync("--apply");

        Assert.Equal(1, exit);
        Assert.Empty(Deleted());
        Assert.Contains($"eventsv2 delete-subscriber --subscriber-arn {Temporary}", Calls());
        Assert.Contains(Calls(), call => call.Contains("change-message-visibility", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_stay_when_not_all_comes_in_time()
    {
        Queue(Record("a1", "EXECUTION_TIMEOUT", ("e1", "2026-11-20T10:00:00Z"), ("e2", "2026-11-20T10:00:00Z")));
        Delivered(1);

        var (exit, output) = await RunAsync("--apply");

        Assert.Equal(1, exit);
        Assert.Contains("Not all came within 0 s", output, StringComparison.Ordinal);
        Assert.Empty(Deleted());
    }

    [Fact]
    public async Task A_subscriber_that_is_refused_leaves_the_records()
    {
        Queue(Record("a1", "EXECUTION_TIMEOUT", ("e1", "2026-11-20T10:00:00Z")));
        Write("refuse-create", "");

        var (exit, _) = await RunAsync("--apply");

        Assert.Equal(1, exit);
        Assert.Empty(Deleted());
    }

    [Fact]
    public async Task What_the_bus_no_longer_keeps_is_named_and_stays()
    {
        Queue(
            Record("old", "EXECUTION_TIMEOUT", ("e1", "2026-11-14T23:59:59Z")),
            Record("a2", "EXECUTION_TIMEOUT", ("e2", "2026-11-20T10:00:00Z")));
        Delivered(1);

        var (exit, output) = await RunAsync("--apply");

        Assert.Equal(1, exit);
        Assert.Contains(
            "Record m-old names events that are older than the bus keeps (2026-11-15T00:00:00Z): they are lost.",
            output, StringComparison.Ordinal);
        Assert.Equal(["a2"], Deleted());
    }

    [Fact]
    public async Task Something_else_in_the_queue_is_named_and_stays()
    {
        Queue(("x1", "no JSON"), ("x2", """{"detail-type":"v2"}"""), ("x3", "[1]"));

        var (exit, output) = await RunAsync("--apply");

        Assert.Equal(1, exit);
        Assert.Equal(3, output.Split("isn't a record of undelivered events").Length - 1);
        Assert.Empty(Deleted());
    }

    [Fact]
    public async Task More_than_ninety_events_take_several_subscribers()
    {
        Queue([.. Enumerable.Range(0, 20).Select(number => Record(
            string.Create(CultureInfo.InvariantCulture, $"r{number}"), "EXECUTION_TIMEOUT",
            [
                .. Enumerable.Range(0, 10)
                .Select(
                    one => (string.Create(CultureInfo.InvariantCulture, $"{number}-{one}-{new string('x', 30)}"),
                        "2026-11-20T10:00:00Z"))]))]);
        Delivered(90);

        var (exit, output) = await RunAsync("--apply");

        Assert.True(exit == 0, output);
        Assert.Equal(3, Requests().Count);
        Assert.Equal(20, Deleted().Count);
        Assert.All(
            Requests(),
            request =>
                Assert.InRange(((string)request["FilterConfiguration"]!["Filters"]![1]!["Pattern"]!).Length, 1, 4096));
    }

    [Fact]
    public async Task An_event_of_the_last_minutes_is_read_from_where_the_bus_allows()
    {
        var now = TimeProvider.System.GetUtcNow();
        Queue(
            Record(
                "a1", "EXECUTION_TIMEOUT",
                ("e1", now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))));
        Delivered(1);

        await RunAsync("--apply");

        var window = Requests().Single()["PointInTimeConfiguration"]!;
        Assert.True(
            DateTimeOffset.Parse((string)window["StartingPoint"]!, CultureInfo.InvariantCulture) <= now.AddMinutes(-5));
        Assert.True(
            DateTimeOffset.Parse(
                (string)window["EndPoint"]!, CultureInfo.InvariantCulture) <= TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Another_argument_shows_the_usage()
    {
        var (exit, output) = await RunAsync("--now");

        Assert.Equal(2, exit);
        Assert.Contains("Usage: QUEUE_URL=", output, StringComparison.Ordinal);
    }

    private static (string Handle, string Body) Record(
        string handle, string code, params (string Id, string At)[] events) => (handle, JsonSerializer.Serialize(new
        {
            version = "1.0",
            busArn = Bus,
            errorCode = code,
            failedMessages = events.Select(one => new { eventId = one.Id, timestamp = one.At }),
        }));

    private void Queue(params (string Handle, string Body)[] messages)
    {
        foreach (var (index, page) in messages.Chunk(10).Index())
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"messages{index}"), JsonSerializer.Serialize(new
            {
                Messages = page.Select(
                    message => new { MessageId = "m-" + message.Handle, ReceiptHandle = message.Handle, message.Body }),
            }));
        }
    }

    private void Delivered(int events) =>
        Write(
            "EventsDelivered.json",
            string.Create(CultureInfo.InvariantCulture, $$"""{"Datapoints":[{"Sum":{{events}}.0}]}"""));

    private string[] Calls() => File.ReadAllLines(Path.Combine(_folder.FullName, "calls"));

    private List<string> Deleted() => [.. Calls()
        .Where(call => call.StartsWith("sqs delete-message", StringComparison.Ordinal))
        .Select(call => call.Split(' ')[^1])];

    private List<JsonNode> Requests() =>
        [.. File.ReadAllLines(Path.Combine(_folder.FullName, "requests")).Select(line => JsonNode.Parse(line)!)];

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunningProcess.RunAsync(
            "bash",
            [Path.Combine(Repository.Root, "deploy/aws/redrive.sh"), .. arguments],
            new Dictionary<string, string>
            {
                ["PATH"] = _folder.FullName + ":" + Environment.GetEnvironmentVariable("PATH"),
                ["QUEUE_URL"] = "https://sqs.us-east-1.amazonaws.com/123456789012/dead",
                ["SUBSCRIBER_ARN"] = Lasting,
                ["POLL_SECONDS"] = "0",
                ["WAIT_SECONDS"] = "0",
            },
            cancellationToken: Cancel);
        return (exitCode, output + errors);
    }
}
