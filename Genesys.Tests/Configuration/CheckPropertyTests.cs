using CsCheck;
using Genesys.Receiver;
using Genesys.Receiver.Commands;
using Genesys.Receiver.Configuration;

namespace Genesys.Tests.Configuration;

/// <summary>
/// What the check accepts starts and stops; what it refuses is refused at start, in the same sentences.
/// </summary>
public class CheckPropertyTests
{
    /// <summary>
    /// Settings with values of every kind: usual, at the edges, beyond them, of another form, nothing.
    /// </summary>
    private static readonly (string Key, string[] Values)[] Candidates =
    [
        ("urls",
            [
                "http://127.0.0.1:0", "http://[::1]:0", "https://127.0.0.1:0", "127.0.0.1", "http://localhost:0",
                "http://127.0.0.1:0/path"]),
        ("Shutdown:Drain", ["00:00:00", "00:00:25", "01:00:00", "365.00:00:00", "25", "-00:00:01", ""]),
        ("Intake:MaxBodyBytes", ["1", "1310720", "0", "many"]),
        ("Intake:BodyTimeout", ["00:00:01", "00:00:00", "5"]),
        ("Intake:RateLimit", ["1", "1000000", "0", " "]),
        ("Intake:MaxConnections", ["0", "100", "-1"]),
        ("Intake:Auth:AllowedAccounts:0", ["123456789012", ""]),
        ("Processing:Mode", ["Durable", "Inline", "Neither"]),
        ("Processing:Concurrency", ["1", "1000", "0", "1001"]),
        ("Processing:AttemptTimeout", ["00:00:00.1", "00:05:00", "0", "10"]),
        ("Genesys:Region", ["us-east-1", "eu-central-1", "mars-north-1", ""]),
        ("Genesys:RequestsPerMinute", ["1", "0"]),
        ("GENESYS_API_BASE", ["http://127.0.0.1:9", "genesys", "https://user:secret@127.0.0.1"]),
        ("GENESYS_CLIENT_ID", ["client", ""]),
        ("Journal:Retention", ["01:00:00", "48:00:00", "2.00:00:00", "00:00:01"]),
        ("Journal:MaxOpenDeliveries", ["1", "0"]),
        ("Journal:Provider", ["Sqlite", "Paper"]),
        ("CloudWatch:LogGroup", ["a", "aws/a", "a b"]),
        ("CloudWatch:BatchAge", ["00:00:00", "00:01:00", "00:02:00"]),
        ("CloudWatch:BatchBytes", ["4096", "1048576", "1"]),
        ("CloudWatch:MaxDelay", ["00:00:00.010", "00:10:00"]),
        ("Validation:SourcePrefixes:0", ["aws.partner/x/", "x", ""]),
        ("Validation:DriftReportInterval", ["00:00:01", "8.00:00:00"]),
        ("Admin:ApiKeys:0", ["0123456789abcdef", "short", ""]),
        ("Admin:Operators:ann:ApiKey", ["fedcba9876543210", "sha256:0123", "short", ""]),
        ("Admin:Operators:bob:Role", ["Reader", "Owner"]),
        ("Admin:OpenIdConnect:Authority", ["https://idp.invalid", "http://idp.invalid", "idp"]),
        ("Admin:OpenIdConnect:Audience", ["genesys-admin", ""]),
        ("AWS_REGION", ["us-east-1", "not a region"]),
        ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", ["http://127.0.0.1:9", "nowhere"]),
        ("OTEL_TRACES_SAMPLER", ["always_on", "never"]),
        ("OTEL_BSP_MAX_QUEUE_SIZE", ["512", "1", "0"]),
        ("Logging:LogLevel:Genesys", ["Debug", "Loud"]),
    ];

    private static readonly Gen<string[]> Settings = Gen.SelectMany(
        Gen.Int[0, 4],
        count => (count == 0 ? Gen.Const(0) : Gen.Int[0, Candidates.Length - 1]).Array[count]
            .SelectMany(chosen => Gen.Int[0, 999].Array[count].Select(values => chosen.Distinct()
                .Select(
                    (
                        candidate,
                        index) =>
                            $"--{Candidates[candidate].Key}={Candidates[candidate].Values[values[index] % Candidates[candidate].Values.Length]}")
                .ToArray())));

    [Fact]
    public async Task WhatTheCheckSays_IsWhatHappens() =>
        await Settings.SampleAsync(HoldsAsync, iter: 12, threads: 1);

    [Fact]
    public async Task EachValueThatIsRefused_StopsTheStart()
    {
        foreach (var (key, values) in Candidates)
        {
            foreach (var value in values.Where(value => Refused([$"--{key}={value}"]).Count > 0))
            {
                await HoldsAsync([$"--{key}={value}"]);
            }
        }
    }

    /// <summary>Many at once, since each start takes its time; one by one where they exclude each other.</summary>
    [Fact]
    public async Task EachValueThatIsAccepted_Starts()
    {
        var accepted = Candidates
            .Select(
                candidate => candidate.Values.Select(value => $"--{candidate.Key}={value}")
                    .Where(setting => Refused([setting]).Count == 0).ToArray())
            .ToArray();
        for (var round = 0; round < accepted.Max(settings => settings.Length); round++)
        {
            string[] together = [
                .. accepted.Where(settings => settings.Length > round).Select(settings => settings[round])];
            var apart = Refused(together).Count == 0
                ? [together] : together.Select(setting => new[] { setting }).ToArray();
            foreach (var settings in apart)
            {
                await HoldsAsync(settings);
            }
        }
    }

    private static IReadOnlyList<string> Refused(string[] settings) =>
        new ReceiverHost(
            builder => builder.AddReceiver(), app => app.UseReceiver()).Ask<ConfigurationCheck, IReadOnlyList<string>>(
            ["--Intake:Auth:Mode=None", .. settings], check => check.Failures());

    private static async Task HoldsAsync(string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("check-");
        string[] all =
        [
            "--Intake:Auth:Mode=None", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None",
            $"--GENESYS_LOGIN_BASE={ReceiverApp.Nowhere}",
            $"--ConnectionStrings:journal={Path.Combine(folder.FullName, "journal.db")}", .. settings,
        ];
        var host = new ReceiverHost(builder => builder.AddReceiver(), app => app.UseReceiver());
        try
        {
            var refused = host.Ask<ConfigurationCheck, IReadOnlyList<string>>(all, check => check.Failures());
            if (refused.Count > 0)
            {
                using var errors = new StringWriter();
                Assert.Equal(
                    1,
                    CommandLine.Run(["serve", .. all], host, new CommandStreams(Stream.Null, TextWriter.Null, errors)));
                Assert.Equal(
                    refused, errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
                return;
            }

            await using var app = host.Build(all);
            await app.StartAsync(Cancel);
            await app.StopAsync(Cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
