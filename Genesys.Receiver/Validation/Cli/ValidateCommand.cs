using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Validation.Cli;

/// <summary><c>validate FILE…</c>: the service's verdict on payloads in files, without the service.</summary>
public static class ValidateCommand
{
    /// <summary>The word that asks for it, first among the arguments.</summary>
    public const string Name = "validate";

    private const int AllAccepted = 0;
    private const int SomeRejected = 1;
    private const int Failed = 2;

    /// <summary>Runs on the process' own streams; returns the exit code.</summary>
    /// <param name="args">The arguments behind <see cref="Name"/>.</param>
    public static int Run(ReadOnlySpan<string> args) =>
        Run(args, Console.OpenStandardInput(), Console.Out, Console.Error);

    internal static int Run(ReadOnlySpan<string> args, Stream input, TextWriter output, TextWriter error)
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

        var validator = new DeliveryValidator(Options.Create(Settings()));
        var table = new VerdictTable(output, arguments.Quiet);
        var exitCode = AllAccepted;
        foreach (var file in arguments.Files)
        {
            try
            {
                foreach (var payload in PayloadSource.Read(file, arguments, input))
                {
                    var verdict = validator.Judge(payload.Body);
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

    private static ValidationOptions Settings()
    {
        var options = new ValidationOptions();
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build()
            .GetSection(ValidationOptions.Section)
            .Bind(options);
        return options;
    }
}
