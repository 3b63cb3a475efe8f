using System.Globalization;
using System.Text.Json;
using Genesys.Receiver.Intake;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Validation.Cli;

/// <summary><c>validate FILE…</c>: the service's verdict on payloads in files, without the service.</summary>
public static class ValidateCommand
{
    /// <summary>The word that asks for it, first among the arguments.</summary>
    public const string Name = "validate";

    private const string MaxBodyBytes = $"{IntakeOptions.SectionName}:{nameof(IntakeOptions.MaxBodyBytes)}";

    private const int AllAccepted = 0;
    private const int SomeRejected = 1;
    private const int Failed = 2;

    /// <summary>Runs on the process' own streams; returns the exit code.</summary>
    /// <param name="args">The arguments behind <see cref="Name"/>.</param>
    public static int Run(ReadOnlySpan<string> args) =>
        Run(args, Console.OpenStandardInput(), Console.Out, Console.Error, isTyped: !Console.IsInputRedirected);

    /// <param name="args">The arguments.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Where the verdicts go.</param>
    /// <param name="error">Where everything else goes.</param>
    /// <param name="isTyped">True when standard input is a terminal, whose user waits for a sign.</param>
    internal static int Run(ReadOnlySpan<string> args, Stream input, TextWriter output, TextWriter error, bool isTyped = false)
    {
        if (args.ContainsAny("--help", "-h"))
        {
            output.WriteLine(ValidateArguments.Usage);
            return AllAccepted;
        }

        if (ValidateArguments.Parse(args, out var problem) is not { } arguments)
        {
            error.WriteLine(problem);
            error.WriteLine("Try validate --help.");
            return Failed;
        }

        if (isTyped && arguments.Files.Contains(PayloadSource.StandardInput))
        {
            error.WriteLine(arguments.Whole ? "Reading one JSON text, up to Ctrl+D." : "Reading one JSON text in each line, up to Ctrl+D.");
        }

        var settings = Settings();
        var validator = new DeliveryValidator(Options.Create(settings.GetSection(ValidationOptions.Section).Get<ValidationOptions>() ?? new ValidationOptions()));
        var maxBytes = settings.GetValue(MaxBodyBytes, new IntakeOptions().MaxBodyBytes);
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
            error.WriteLine("The first line of standard input ends in the middle of a JSON text. For one text over several lines, add --whole.");
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
        verdict is BodyVerdict.One { Verdict: Verdict.Rejected { IsMalformed: true } rejected } && rejected.Findings[0].ByteOffset == body?.Length;

    /// <summary>The service answers such a body with 413 and doesn't look into it.</summary>
    private static BodyVerdict.One TooLarge(int maxBytes) => new(new Verdict.Rejected
    {
        Findings = [new Finding("", "payload_too_large", string.Create(CultureInfo.InvariantCulture, $"must be at most {maxBytes:N0} bytes long ({MaxBodyBytes})"))],
        FindingCount = 1,
        IsMalformed = false,
        Payload = default,
    });

    private static IConfigurationRoot Settings() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();
}
