using System.CommandLine;
using Genesys.Drills.Stack;

namespace Genesys.Tests.Drills;

public class OptionsTests
{
    [Theory]
    [InlineData("--times 3 --postgres Host=db;Database=journal")]
    [InlineData("")]
    public void WhatIsUnderstood_HasNoErrors(string arguments) => Assert.Empty(Problems(arguments));

    [Theory]
    [InlineData("--times abc")]
    [InlineData("--times 0")]
    [InlineData("--times 11")]
    [InlineData("--times 99999999999")]
    public void NoNumberWithinBounds_IsASentence(string arguments) =>
        Assert.Equal(["--times is a number from 1 to 10."], Problems(arguments));

    [Theory]
    [InlineData("--postgres nonsense")]
    [InlineData("--postgres Hots=db")]
    [InlineData("--postgres Host=")]
    [InlineData("--postgres Host=db;Port=abc")]
    public void NoConnectionString_IsASentence(string arguments) => Assert.Equal(
        ["--postgres is a PostgreSQL connection string, such as Host=localhost;Database=journal."],
        Problems(arguments));

    // The check of two options together comes before that of each.
    private static string[] Problems(string arguments)
    {
        var times = Options.Number("--times", "How often.", 2, 1, 10);
        var command = new Command("drill") { times, Options.Postgres() };
        command.Validators.Add(result => _ = Options.Read(result, times));
        return [.. command.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Errors
            .Select(error => error.Message)];
    }
}
