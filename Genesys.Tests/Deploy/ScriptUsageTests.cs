using System.Diagnostics;
using Genesys.Drills.Processes;

namespace Genesys.Tests.Deploy;

/// <summary>
/// Every script answers <c>--help</c>, and with 2 what it doesn't understand, before it does anything: what it would
/// begin with is a program that fails here.
/// </summary>
public sealed class ScriptUsageTests : IDisposable
{
    private static readonly string[] Programs = ["aws", "curl", "dotnet", "git", "pgbench", "python3", "wrk"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public ScriptUsageTests()
    {
        var text = Path.Combine(_folder.FullName, "text");
        File.WriteAllText(text, "#!/bin/sh\nexit 70\n");
        foreach (var program in Programs)
        {
            if (OperatingSystem.IsWindows())
            {
                continue;
            }

            // Written by another process, as in ResendTests.
            using var copy = Process.Start("cp", [text, Path.Combine(_folder.FullName, program)]);
            Assert.True(copy.WaitForExit(TimeSpan.FromMinutes(1)));
            File.SetUnixFileMode(
                Path.Combine(_folder.FullName, program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Those that are run; others are sourced.</summary>
    public static TheoryData<string> Scripts() =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.sh", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split('/').Any(level => level is "bin" or "obj" or "node_modules" or "TestResults"))
            .Where(path => File.ReadLines(Path.Combine(Repository.Root, path)).First()
                .StartsWith("#!", StringComparison.Ordinal)),
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Help_IsTheCommentThatItBeginsWith(string script)
    {
        var (exit, output, errors) = await RunAsync(script, "--help");

        Assert.True(exit == 0, output + errors);
        Assert.Contains("sage", output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(script), output, StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task WhatIsNotUnderstood_EndsWithTwo(string script)
    {
        var (exit, output, errors) = await RunAsync(script, "--frob");

        Assert.True(exit == 2, output + errors);
        Assert.Contains("sage", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy/aws/redrive.sh", "QUEUE_URL isn't set.")]
    [InlineData("deploy/aws/resend-undelivered.sh", "QUEUE_URL isn't set.")]
    [InlineData("deploy/reproduce.sh", "PROJECT is the folder")]
    [InlineData("Genesys.Tests/mutate.sh", "FOLDER is a folder")]
    public async Task WithoutWhatItNeeds_ItEndsWithTwo_AndNamesThat(string script, string sentence)
    {
        var (exit, output, errors) = await RunAsync(script);

        Assert.True(exit == 2, output + errors);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string script, params string[] arguments) =>
        RunningProcess.RunAsync(
            "bash", [script, .. arguments],
            new Dictionary<string, string>
            {
                ["PATH"] = _folder.FullName + ":" + Environment.GetEnvironmentVariable("PATH"),
            },
            Repository.Root, Cancel);
}
