using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Commands;

/// <summary><c>validate FILE…</c>: the service's verdict on payloads in files, without the service.</summary>
internal static class ValidateCommand
{
    private const string MaxBodyBytes = $"{IntakeOptions.Section}:{nameof(IntakeOptions.MaxBodyBytes)}";

    private const int AllAccepted = 0;
    private const int SomeRejected = 1;
    private const int Failed = 2;

    public static Command Create(CommandStreams streams)
    {
        var files = new Argument<string[]>("file")
        {
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrMore,
            Description = "A file with one event or an array of events; .jsonl and .ndjson files have one in each "
                + "line. - or no file at all is standard input, with one in each line.",
        };
        files.Validators.Add(RefuseUnknownOptions);
        var lines = new Option<bool>("--lines") { Description = "Every FILE has one JSON text in each line." };
        var whole = new Option<bool>("--whole") { Description = "Standard input is one JSON text." };
        var json = new Option<bool>("--json")
        {
            Description = "Write a line of JSON for each payload instead of the table.",
        };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "List rejected payloads only." };
        var command = new Command(
            "validate",
            "Check payloads against the schemas of this service. Nothing is sent, nothing is recorded. Exit code: 0 "
            + "all are accepted, 1 at least one is rejected, 2 a file can't be read. Validation__SourcePrefixes__0 and "
            + "its siblings set which partner sources are taken, and Intake__MaxBodyBytes how long a payload may be, "
            + "as for the service.")
        {
            files, lines, whole, json, quiet,
        };
        command.SetAction(parsed => Run(
            new ValidateArguments(
                parsed.GetValue(files) is { Length: > 0 } given ? given : [PayloadSource.StandardInput],
                parsed.GetValue(lines), parsed.GetValue(whole), parsed.GetValue(json), parsed.GetValue(quiet)),
            streams));
        return command;
    }

    /// <summary>A file that begins with a dash may be meant; one that isn't there is a misspelt option.</summary>
    private static void RefuseUnknownOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value is ['-', _, ..] && !File.Exists(token.Value)))
        {
            result.AddError($"Unknown option {token.Value}.");
        }
    }

    private static int Run(ValidateArguments arguments, CommandStreams streams)
    {
        var (input, output, error, isTyped) = streams;
        if (isTyped && arguments.Files.Contains(PayloadSource.StandardInput, StringComparer.Ordinal))
        {
            error.WriteLine($"Reading one JSON text{(arguments.Whole ? "" : " in each line")}, up to Ctrl+D.");
        }

        var settings = Settings();
        var validator = new DeliveryValidator(
            Options.Create(ValidatedOptions.Read<ValidationOptions>(ValidationOptions.Section, settings)));
        var maxBytes = ValidatedOptions.Read<IntakeOptions>(IntakeOptions.Section, settings).MaxBodyBytes;
        var source = new PayloadSource(maxBytes);
        var table = new VerdictTable(output, arguments.Quiet);
        var exitCode = AllAccepted;
        var looksWhole = false;
        foreach (var file in arguments.Files)
        {
            try
            {
                foreach (var payload in source.Read(file, arguments, input))
                {
                    var verdict = payload.Body is { } body ? validator.Judge(body) : TooLarge(maxBytes);
                    looksWhole |= payload.Name == "stdin:1" && EndsTooEarly(verdict, payload.Body);
                    exitCode = Math.Max(exitCode, IsAccepted(verdict) ? AllAccepted : SomeRejected);
                    if (!arguments.Json)
                    {
                        table.Add(payload.Name, verdict);
                    }
                    else if (!arguments.Quiet || !IsAccepted(verdict))
                    {
                        output.WriteLine(Json(payload.Name, verdict));
                    }
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                error.WriteLine($"{file} can't be read: {failure.Message}");
                exitCode = Failed;
            }
        }

        if (!arguments.Json)
        {
            table.End();
        }

        if (looksWhole)
        {
            error.WriteLine(
                "The first line of standard input ends in the middle of a JSON text. For one text over several lines, "
                + "add --whole.");
        }

        return exitCode;
    }

    private static bool IsAccepted(BodyVerdict verdict) => verdict switch
    {
        BodyVerdict.One one => one.Verdict is Verdict.Accepted,
        BodyVerdict.Many many => many.Verdicts.All(item => item is Verdict.Accepted),
        _ => false,
    };

    private static string Json(string name, BodyVerdict verdict)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("payload", name);
            writer.WritePropertyName("result");
            VerdictReport.Write(writer, verdict, requestId: null);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static bool EndsTooEarly(BodyVerdict verdict, byte[]? body) =>
        verdict is BodyVerdict.One { Verdict: Verdict.Rejected { IsMalformed: true } rejected }
            && rejected.Findings[0].ByteOffset == body?.Length;

    /// <summary>The service answers such a body with 413 and doesn't look into it.</summary>
    private static BodyVerdict.One TooLarge(int maxBytes) => new(new Verdict.Rejected
    {
        Findings =
        [
            new Finding(
                "",
                "payload_too_large",
                string.Create(
                    CultureInfo.InvariantCulture, $"must be at most {maxBytes:N0} bytes long ({MaxBodyBytes})")),
        ],
        FindingCount = 1,
        IsMalformed = false,
        Payload = default,
    });

    private static IConfigurationRoot Settings() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();
}
