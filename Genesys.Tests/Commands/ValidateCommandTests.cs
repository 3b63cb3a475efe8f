using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Commands;
using Genesys.Tests.Validation;

namespace Genesys.Tests.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("validate").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AcceptedFile_ExitsWithZero()
    {
        Assert.Equal(0, Run("", File("good.json", Events.Flat)));
        Assert.Contains("good.json", _output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("1 accepted, 0 rejected\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void RejectedFile_ExitsWithOne_AndListsEveryFinding()
    {
        var file = File(
            "bad.json",
            Events.Flat.Replace("\"123456789012\"", "5", StringComparison.Ordinal)
                .Replace("12:34:56Z", "25:34:56Z", StringComparison.Ordinal));

        Assert.Equal(1, Run("", file));

        var lines = _output.ToString().Split('\n');
        Assert.Contains(
            lines,
            line => line.Contains("/account", StringComparison.Ordinal)
                && line.Contains(" type ", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line => line.Contains("/time", StringComparison.Ordinal)
                && line.Contains(" date_time ", StringComparison.Ordinal));
    }

    [Fact]
    public void FileThatIsMissing_ExitsWithTwo_AndTheOthersAreStillChecked()
    {
        Assert.Equal(2, Run("", Path.Combine(_folder, "missing.json"), File("good.json", Events.Flat)));
        Assert.Contains("missing.json can't be read", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 accepted", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("-")]
    public void StandardInput_IsOneJsonTextPerLine(params string[] args)
    {
        Assert.Equal(1, Run(Events.Flat + "\n\n  \r\n{\n" + Events.Flat, args));
        Assert.Contains("stdin:1 ", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("stdin:4 ", _output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("2 accepted, 1 rejected\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WholeStandardInput_IsOneJsonText() =>
        Assert.Equal(0, Run(Events.Flat.Replace(",", ",\n", StringComparison.Ordinal), "--whole"));

    [Fact]
    public void LinesOfAFile_AreNumbered()
    {
        Assert.Equal(1, Run("", File("many.jsonl", $"{Events.Flat}\n[]\n")));
        Assert.Contains("many.jsonl:2", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Array_HasARowForEachEvent()
    {
        Assert.Equal(1, Run("", "--quiet", File("batch.json", $"[{Events.Flat},{{}}]")));
        Assert.DoesNotContain("batch.json[0]", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("batch.json[1]", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_IsALineForEachPayload()
    {
        Assert.Equal(1, Run(Events.Flat + "\n{}", "--json"));

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal("accepted", lines[0].GetProperty("result").GetProperty("verdict").GetString());
        Assert.Equal(7, lines[1].GetProperty("result").GetProperty("errorCount").GetInt32());
    }

    [Fact]
    public void Help_ExitsWithZero()
    {
        Assert.Equal(0, Run("", "--help"));
        Assert.Contains("Exit code", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownOption_ExitsWithTwo_AndPointsToHelp()
    {
        Assert.Equal(2, Run("", "--hlep"));
        Assert.Contains("--hlep", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--help", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_IsNamedAsOne_AndExitsWithTwo()
    {
        Assert.Equal(2, Run("", _folder));
        Assert.Contains("can't be read: it is a directory", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("long.json")]
    [InlineData("long.jsonl")]
    public void PayloadOverTheLimitOfTheService_IsRejectedUnread_AndTheNextIsChecked(string name)
    {
        var tooLong = Events.Flat.Replace("voice", new string('x', 1_310_720), StringComparison.Ordinal);

        Assert.Equal(1, Run("", File(name, tooLong + "\n"), File("good.json", Events.Flat)));
        Assert.Contains(
            "payload_too_large   must be at most 1,310,720 bytes long (Intake:MaxBodyBytes)", _output.ToString(),
            StringComparison.Ordinal);
        Assert.EndsWith("1 accepted, 1 rejected\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event.json", 1_310_720, 0)]
    [InlineData("event.json", 1_310_721, 1)]
    [InlineData("event.jsonl", 1_310_720, 0)]
    [InlineData("event.jsonl", 1_310_721, 1)]
    public void PayloadOfTheLengthThatTheServiceTakes_IsTheLongest(string name, int bytes, int exitCode) =>
        Assert.Equal(exitCode, Run("", File(name, Events.Flat.PadRight(bytes))));

    [Fact]
    public void OneTextOverSeveralLines_IsRecognisedOnStandardInput()
    {
        Assert.Equal(1, Run("{\n\"id\": 1\n}\n"));
        Assert.Contains("add --whole", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Terminal_IsToldWhatIsWaitedFor()
    {
        Assert.Equal(0, Run(new CommandStreams(new MemoryStream(), _output, _error, IsTyped: true)));
        Assert.Contains("Ctrl+D", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LongPaths_StayInOneColumn()
    {
        var body = new JsonObject
        {
            ["eventTime"] = 1,
            ["conversationId"] = "c",
            ["communications"] = new JsonArray(new JsonObject { ["id"] = 1 }),
            ["participantId"] = 1,
        };
        Run("", File("bad.json", Events.Partner("v2.detail.events.conversation.{id}.attributes", body).ToJsonString()));

        var details = _output.ToString().Split('\n').Where(line => line.StartsWith("  /", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(2, details.Length);
        Assert.Single(details.Select(line => line.IndexOf(" type ", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public void FileBehindTwoDashes_MayBeginWithOne() => Assert.Equal(2, Run("", "--", "--no-such-file"));

    private int Run(string input, params string[] args) =>
        Run(new CommandStreams(new MemoryStream(Encoding.UTF8.GetBytes(input)), _output, _error), args);

    private static int Run(CommandStreams streams, params string[] args) =>
        CommandLine.Run(["validate", .. args], new ReceiverHost(_ => { }, _ => { }), streams);

    private string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
