using System.Diagnostics;
using System.Globalization;
using Genesys.Drills.Processes;

namespace Genesys.Tests.Deploy;

/// <summary>
/// The script that posts the classic bus's dead-letter queue to the receiver, against an <c>aws</c> with a queue in a
/// file, whose messages show themselves again at once, and a <c>curl</c> that refuses what says so.
/// </summary>
public sealed class ResendTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    /// <summary>A message is a line, its id and its body; who reads the first puts it behind the others.</summary>
    private const string Aws = """
        #!/usr/bin/env bash
        here=$(dirname "$0")
        echo "$*" >> "$here/calls"
        [ "$(wc -l < "$here/calls")" -lt 100 ] || exit 70
        case "$1 $2" in
            "sqs receive-message")
                read -r id body < "$here/queue" || { echo '{}'; exit 0; }
                sed 1d "$here/queue" > "$here/rest"
                echo "$id $body" >> "$here/rest"
                mv "$here/rest" "$here/queue"
                jq -n --arg id "$id" --arg body "$body" \
                    '{Messages: [{MessageId: $id, ReceiptHandle: $id, Body: $body}]}' ;;
            "sqs delete-message")
                sed -i "/^${*: -1} /d" "$here/queue" ;;
        esac
        """;

    private const string Curl = """
        #!/usr/bin/env bash
        here=$(dirname "$0")
        body=$(cat)
        echo "$body" >> "$here/posted"
        cat "$(sed 's/.*--header @\([^ ]*\).*/\1/' <<< "$*")" > "$here/headers"
        case $body in away*) printf 000; echo 'Failed to connect' >&2; exit 7 ;; esac
        case $body in refuse*) printf 400 ;; *) printf 200 ;; esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public ResendTests()
    {
        Program("aws", Aws);
        Program("curl", Curl);
        Write("key", Key);
        Write("posted", "");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_taken_is_removed_and_what_is_refused_stays()
    {
        Write("queue", "m1 take-1\nm2 refuse-2\nm3 take-3\n");

        var (exit, output) = await RunAsync();

        Assert.Equal(1, exit);
        Assert.Contains("2 taken, 1 refused", output, StringComparison.Ordinal);
        Assert.Contains("m2 was answered 400 and stays in the queue.", output, StringComparison.Ordinal);
        Assert.Equal("m2 refuse-2\n", Read("queue"));
        Assert.Equal($"X-Api-Key: {Key}\nContent-Type: application/json\n", Read("headers"));
    }

    /// <summary>
    /// With many, the first show themselves again before the last was posted: it began anew, for ever.
    /// </summary>
    [Fact]
    public async Task It_ends_when_only_what_was_refused_is_left_and_posts_nothing_twice()
    {
        string[] refused = [.. Enumerable.Range(1, 5).Select(
            number => string.Create(CultureInfo.InvariantCulture, $"refuse-{number}"))];
        Write("queue", string.Concat(refused.Select(body => $"m-{body} {body}\n")));

        var (exit, output) = await RunAsync();

        Assert.Equal(1, exit);
        Assert.Contains("0 taken, 5 refused", output, StringComparison.Ordinal);
        Assert.Equal(5, output.Split("was answered 400").Length - 1);
        Assert.Equal(refused, Read("posted").TrimEnd().Split('\n'));
    }

    /// <summary>Ten minutes of a long queue may be over before all of it was posted once.</summary>
    [Fact]
    public async Task What_was_refused_and_comes_again_keeps_nothing_else_back()
    {
        Write("queue", "m1 refuse-1\nm1 refuse-1\nm2 take-2\nm1 refuse-1\nm3 take-3\n");

        var (_, output) = await RunAsync();

        Assert.Contains("2 taken, 1 refused", output, StringComparison.Ordinal);
        Assert.Equal("refuse-1\ntake-2\ntake-3\n", Read("posted"));
    }

    [Fact]
    public async Task All_taken_is_success_and_the_key_is_in_the_header_that_is_named()
    {
        Write("queue", "m1 take-1\n");

        var (exit, output) = await RunAsync(("API_KEY_HEADER", "X-Genesys-Key"));

        Assert.True(exit == 0, output);
        Assert.Contains("1 taken, 0 refused", output, StringComparison.Ordinal);
        Assert.StartsWith($"X-Genesys-Key: {Key}\n", Read("headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_away_ends_it_with_the_counts_and_hides_nothing()
    {
        Write("queue", "m1 take-1\nm2 away-2\nm3 take-3\n");

        var (exit, output) = await RunAsync();

        Assert.Equal(1, exit);
        Assert.Contains("m2 and what is behind it stay in the queue.", output, StringComparison.Ordinal);
        Assert.Contains("1 taken, 0 refused", output, StringComparison.Ordinal);
        Assert.Equal("take-1\naway-2\n", Read("posted"));
        Assert.EndsWith(
            "change-message-visibility --queue-url https://sqs.us-east-1.amazonaws.com/123456789012/dead "
                + "--receipt-handle m2 --visibility-timeout 0\n",
            Read("calls"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", null)]
    [InlineData("empty", "")]
    [InlineData("blank", "\n")]
    public async Task Without_a_key_nothing_is_received_and_nothing_is_posted(string name, string? text)
    {
        Write("queue", "m1 take-1\n");
        if (text is not null)
        {
            Write(name, text);
        }

        var (exit, output) = await RunAsync(("API_KEY_FILE", Path.Combine(_folder.FullName, name)));

        Assert.Equal(2, exit);
        Assert.Contains("No API key can be read from", output, StringComparison.Ordinal);
        Assert.Equal("", Read("posted"));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "calls")));
    }

    /// <summary>
    /// Written by another process: while this one has a program open for writing, a child that another thread starts
    /// has it open too for a moment, and the program can't be started (ETXTBSY).
    /// </summary>
    private void Program(string name, string text)
    {
        Write(name + ".text", text);
        if (!OperatingSystem.IsWindows())
        {
            var path = Path.Combine(_folder.FullName, name);
            using var copy = Process.Start("cp", [path + ".text", path]);
            Assert.True(copy.WaitForExit(TimeSpan.FromMinutes(1)));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder.FullName, name));

    private async Task<(int Exit, string Output)> RunAsync(params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = _folder.FullName + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["QUEUE_URL"] = "https://sqs.us-east-1.amazonaws.com/123456789012/dead",
            ["RECEIVER"] = "https://events.example.com/eventbridge/subscription",
            ["API_KEY_FILE"] = Path.Combine(_folder.FullName, "key"),
        };
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        var (exitCode, output, errors) = await RunningProcess.RunAsync(
            "bash", [Path.Combine(Repository.Root, "deploy/aws/resend-undelivered.sh")], environment,
            cancellationToken: Cancel);
        return (exitCode, output + "\n" + errors);
    }
}
