using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using Genesys.Receiver.Configuration;

namespace Genesys.Tests.Configuration;

/// <summary>The page of all settings, made from the options types and their documentation comments.</summary>
internal static class ConfigurationReference
{
    private const string Head =
        """
        # Configuration

        <!-- Made by: UPDATE_DOCS=1 dotnet test --project Genesys.Tests --filter-class '*ConfigurationReferenceTests*' -->

        Every setting of the receiver. Later sources win: `appsettings.json` beside the program, `appsettings.{environment}.json`, environment variables, the
        command line (`--Processing:Concurrency=20`), files. Levels are separated by `:` in files and on the command line, by `__` in
        environment variables; `*` stands for an index from 0, `{name}` for a name that you choose.

        - **Secrets from files**: for any environment variable below, `NAME_FILE` holds the path of a file with its value
          (`GENESYS_CLIENT_SECRET_FILE=/run/secrets/genesys`, `Intake__Auth__ApiKeys__0_FILE=/run/secrets/key`). Setting both is an error. The
          files are read again every 30 s. A file that can't be read within 2 s (a pipe, a device, a share that hangs) is an error.
        - **Checked at start**: every problem is reported at once and the service doesn't start. `./Genesys.Receiver config check`
          does the same without starting and prints what is set, secrets masked; it ends with 0 or 1. Each setting is held against what will use it, the
          addresses to listen on, certificates, `Logging`, AWS and OpenTelemetry variables too, and nothing is reached: what is called valid starts, unless
          an address is taken or a disk is full. A key that no option reads is a warning at start and an error in `config check`,
          and so is a setting that another one leaves without effect: a webhook's `QueueUrl`, an API key with `Mode` `Basic`.
        - **Set to nothing** is refused by name: an empty or blank text (an unset variable in a manifest ends like that) is neither the default nor a
          value. Leave the setting out.
        - **While it runs** these follow a changed file (one that `NAME_FILE` names, or `appsettings.json`): `Intake:Auth:ApiKeys`, `Intake:Auth:Users`,
          `Intake:Auth:AllowedAccounts`, `Intake:Auth:AllowedSources`, `Intake:RateLimit`, `Intake:RateLimitPerCredential`, `Admin:ApiKeys`,
          `Admin:Operators`,
          `GENESYS_CLIENT_ID`, `GENESYS_CLIENT_SECRET` and `Logging`. Everything else needs a restart. A change to something invalid is logged and ignored.
        - **Time spans** are written `hh:mm:ss` or `d.hh:mm:ss`, hours from 0 to 23. A number alone says no unit and is refused, but for 0.

        """;

    private const string Foreign =
        """
        ## Settings of the platform

        | Environment variable | Meaning |
        |---|---|
        | `ASPNETCORE_URLS` | Addresses to listen on, such as `http://0.0.0.0:8000`. |
        | `ASPNETCORE_ENVIRONMENT` | `Development` takes events without credentials; anything else (default `Production`) doesn't start until `Intake:Auth` is configured. |
        | `AWS_REGION` | Region of CloudWatch Logs, and of queues. |
        | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_PROFILE`, … | The AWS credential chain; on ECS, EKS and EC2 the role's credentials are found without any of them. |
        | `AWS_ENDPOINT_URL_CLOUDWATCH_LOGS`, `AWS_ENDPOINT_URL_SQS`, `AWS_ENDPOINT_URL` | Another address for CloudWatch Logs, for queues, for both: an emulator, a VPC endpoint. |
        | `OTEL_EXPORTER_OTLP_ENDPOINT` | Where telemetry goes; unset: nowhere, and that is no error. |
        | `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG` | Which traces are exported: `parentbased_traceidratio` and `0.1` for a tenth. [telemetry.md](telemetry.md) has all of them, and what telemetry costs. |
        | `OTEL_EXPORTER_OTLP_PROTOCOL`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, … | As in OpenTelemetry's specification. |
        | `Logging__LogLevel__Default` | Least level that is logged (`Information`). |

        """;

    /// <summary>The page as Markdown, the same on every machine.</summary>
    public static string Write(IEnumerable<OptionsSection> sections)
    {
        var comments = new DocumentationComments(typeof(OptionsSection).Assembly);
        var page = new StringBuilder(Head);
        var heading = string.Empty;
        foreach (var section in sections.OrderBy(section => section.Path, StringComparer.Ordinal))
        {
            if (section.Path != heading)
            {
                page.Append('\n').Append("## ").Append(heading = section.Path).Append('\n');
            }

            page.Append('\n').Append(comments.Of(section.Type)).Append("\n\n");
            page.Append(
                "| Setting | Environment variable | Form | Default | Range | Meaning |\n|---|---|---|---|---|---|\n");
            var defaults = Activator.CreateInstance(
                OptionKeys.IsDictionary(section.Type) ? OptionKeys.ElementTypeOf(section.Type)! : section.Type)!;
            foreach (var key in OptionKeys.Of(section.Path, section.Type))
            {
                page.Append(Row(key, DefaultOf(key, section, defaults), comments)).Append('\n');
            }
        }

        return page.Append('\n').Append(Foreign).ToString().ReplaceLineEndings("\n");
    }

    private static string Row(OptionKey key, string @default, DocumentationComments comments) =>
        $"| `{key.Path}` | `{key.EnvironmentVariable}` | {Cell(FormOf(key))} | {Cell(@default)} | {Cell(RangeOf(key))} | {Cell(MeaningOf(key, comments))} |";

    private static string FormOf(OptionKey key) => key.ValueType switch
    {
        { IsEnum: true } type => string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`")),
        var type when type == typeof(TimeSpan) => "time span",
        var type when type == typeof(Uri) => "address",
        var type when type == typeof(bool) => "`true`, `false`",
        var type when type == typeof(int) || type == typeof(long) =>
            key.Property.Name.Contains("Bytes", StringComparison.Ordinal) ? "whole number, bytes" : "whole number",
        var type when type == typeof(double) || type == typeof(decimal) => "number",
        _ => key.IsSecret ? "text, secret" : "text",
    };

    private static string RangeOf(OptionKey key)
    {
        if (key.Property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            // The bounds of a typed range are converted at the first check.
            _ = range.IsValid(null);
            return $"{ValueForms.Write(range.Minimum)} to {ValueForms.Write(range.Maximum)}";
        }

        return key.Property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? string.Join(", ", allowed.Values.Select(ValueForms.Write))
            : "";
    }

    private static string MeaningOf(OptionKey key, DocumentationComments comments)
    {
        var meaning = comments.Of(key.Property);
        if (key.ValueType.IsEnum)
        {
            var members = key.ValueType.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (field.Name, Summary: comments.Of(field)))
                .Where(member => member.Summary.Length > 0)
                .Select(member => $"`{member.Name}`: {member.Summary}");
            meaning = string.Join(' ', members.Prepend(meaning));
        }

        return key.Alias is null ? meaning : $"{meaning} Wins over `{OptionKey.ToEnvironmentVariable(key.Path)}`.";
    }

    private static string DefaultOf(OptionKey key, OptionsSection section, object defaults)
    {
        object? value = defaults;
        foreach (var level in key.Path[(section.Path.Length + 1)..].Split(':'))
        {
            value = OptionKey.IsAny(level) ? value : value?.GetType().GetProperty(level)?.GetValue(value);
        }

        return value switch
        {
            null or "" => "",
            string text => $"`{text}`",
            IEnumerable list => string.Join(", ", list.Cast<object?>().Select(item => $"`{ValueForms.Write(item)}`")),
            _ => $"`{ValueForms.Write(value)}`",
        };
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
