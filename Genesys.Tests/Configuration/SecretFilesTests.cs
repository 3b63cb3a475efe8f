using Genesys.Drills.Processes;
using Genesys.Receiver.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Configuration;

public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly FakeTimeProvider _time = new();

    // As long as a machine may halt that has much else to do.
    private TimeSpan _maxWait = TimeSpan.FromSeconds(90);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("GENESYS_CLIENT_SECRET_FILE", "GENESYS_CLIENT_SECRET")]
    [InlineData("Intake__Auth__ApiKeys__0_FILE", "Intake:Auth:ApiKeys:0")]
    [InlineData("ConnectionStrings__journal_FILE", "ConnectionStrings:journal")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS_FILE", "OTEL_EXPORTER_OTLP_HEADERS")]
    public void NamedFile_GivesTheSettingItsContent(string variable, string key) =>
        Assert.Equal("hunter2", Configured((variable, AFile("hunter2"))).Configuration[key]);

    /// <summary>The path would be one more API key or header.</summary>
    [Fact]
    public void VariableThatNamesAFile_IsNoEntryOfAListOrADictionary()
    {
        var configuration = Configured(
            ("Intake__Auth__ApiKeys__0_FILE", AFile("hunter2")),
            ("Admin__ApiKeys__0_FILE", AFile("hunter3")),
            ("Destinations__crm__Headers__X-Key_FILE", AFile("hunter4"))).Configuration;

        Assert.Equal(["hunter2"], configuration.GetSection("Intake:Auth:ApiKeys").Get<string[]>() ?? []);
        Assert.Equal(["hunter3"], configuration.GetSection("Admin:ApiKeys").Get<string[]>() ?? []);
        Assert.Equal(
            [new("X-Key", "hunter4")],
            configuration.GetSection("Destinations:crm:Headers").Get<Dictionary<string, string>>() ?? []);
    }

    [Theory]
    [InlineData("hunter2\n")]
    [InlineData("hunter2\r\n")]
    [InlineData("\uFEFFhunter2")]
    public void LineEndAndByteOrderMark_AreNoPartOfTheSecret(string content) =>
        Assert.Equal(
            "hunter2",
            Configured(("GENESYS_CLIENT_SECRET_FILE", AFile(content))).Configuration["GENESYS_CLIENT_SECRET"]);

    [Fact]
    public void InnerSpaces_ArePartOfTheSecret() =>
        Assert.Equal(
            " a b ",
            Configured(("GENESYS_CLIENT_SECRET_FILE", AFile(" a b \n"))).Configuration["GENESYS_CLIENT_SECRET"]);

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE")]
    [InlineData("AWS_SHARED_CREDENTIALS_FILE")]
    [InlineData("_FILE")]
    public void OtherProgramsVariables_AreLeftAlone(string variable) =>
        Assert.Empty(Problems((variable, Path.Combine(_folder.FullName, "absent"))));

    [Fact]
    public void MissingFile_IsReportedByItsVariable() =>
        Assert.Contains(
            "GENESYS_CLIENT_SECRET_FILE: there is no such file",
            Assert.Single(Problems(("GENESYS_CLIENT_SECRET_FILE", Path.Combine(_folder.FullName, "absent")))),
            StringComparison.Ordinal);

    [Fact]
    public async Task PipeThatNobodyWritesTo_IsReported_AndHoldsUpNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in folders.");
        _maxWait = SecretFile.UsualWait;
        var pipe = Path.Combine(_folder.FullName, "pipe");
        await RunningProcess.RunAsync("mkfifo", [pipe], cancellationToken: Cancel);

        Assert.Contains(
            "GENESYS_CLIENT_SECRET_FILE: the file can't be read within 2 s",
            Assert.Single(Problems(("GENESYS_CLIENT_SECRET_FILE", pipe))),
            StringComparison.Ordinal);

        // Ends the thread that waits for a writer.
        await using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write);
    }

    [Fact]
    public void EndlessDevice_AndSpacesAlone_AreReported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no devices in folders.");
        Assert.Contains(
            "longer than", Assert.Single(Problems(("GENESYS_CLIENT_SECRET_FILE", "/dev/zero"))),
            StringComparison.Ordinal);
        Assert.Contains(
            "is empty", Assert.Single(Problems(("GENESYS_CLIENT_SECRET_FILE", "/dev/null"))), StringComparison.Ordinal);
        Assert.Contains(
            "is empty", Assert.Single(Problems(("GENESYS_CLIENT_SECRET_FILE", AFile(" \n")))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void EveryProblem_IsReportedAtOnce_AndNoneQuotesAFile()
    {
        var problems = Problems(
            ("Intake__Auth__ApiKeys__0_FILE", AFile("")),
            ("Intake__Auth__ApiKeys__1_FILE", AFile("hunter2" + new string('x', SecretFile.MaxBytes))),
            ("Intake__Auth__ApiKeys__2_FILE", AFile([0x68, 0xFF, 0x68])),
            ("Intake__Auth__ApiKeys__3_FILE", _folder.FullName),
            ("Intake__Auth__ApiKeys__4_FILE", AFile("hunter2")),
            ("Intake__Auth__ApiKeys__4", "hunter3"));

        Assert.All(
            ["is empty", "is longer than", "isn't UTF-8", "can't be read", "are both set"],
            reason => Assert.Single(problems, problem => problem.Contains(reason, StringComparison.Ordinal)));
        Assert.Equal(5, problems.Count);
        Assert.DoesNotContain(problems, problem => problem.Contains("hunter", StringComparison.Ordinal));
    }

    [Fact]
    public void ChangedFile_ArrivesWithinTheInterval()
    {
        var path = AFile("old");
        var builder = Configured(("GENESYS_CLIENT_SECRET_FILE", path));
        var changes = 0;
        using var registration = ChangeToken.OnChange(
            ((IConfiguration)builder.Configuration).GetReloadToken, () => changes++);

        File.WriteAllText(path, "new\n");
        Assert.Equal("old", builder.Configuration["GENESYS_CLIENT_SECRET"]);
        _time.Advance(SecretFilesProvider.RereadInterval);

        Assert.Equal("new", builder.Configuration["GENESYS_CLIENT_SECRET"]);
        Assert.Equal(1, changes);
        _time.Advance(SecretFilesProvider.RereadInterval);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void FileThatGoesAway_KeepsItsLastValue()
    {
        var path = AFile("old");
        var builder = Configured(("GENESYS_CLIENT_SECRET_FILE", path));

        File.Delete(path);
        _time.Advance(SecretFilesProvider.RereadInterval);

        Assert.Equal("old", builder.Configuration["GENESYS_CLIENT_SECRET"]);
    }

    private List<string> Problems(params (string Variable, string Path)[] environment)
    {
        using var host = Configured(environment).Build();
        try
        {
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
    }

    private HostApplicationBuilder Configured(params (string Variable, string Path)[] environment)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        // As the platform takes it from the environment.
        builder.Configuration.AddInMemoryCollection(environment.Select(pair =>
            KeyValuePair.Create(pair.Variable.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Path)));
        builder.AddSecretFiles(
            environment.ToDictionary(pair => pair.Variable, pair => pair.Path, StringComparer.Ordinal), _time,
            _maxWait);
        return builder;
    }

    private string AFile(string content) => AFile(System.Text.Encoding.UTF8.GetBytes(content));

    private string AFile(byte[] content)
    {
        var path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, content);
        return path;
    }
}
