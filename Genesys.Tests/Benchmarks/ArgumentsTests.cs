using Genesys.Benchmarks;

namespace Genesys.Tests.Benchmarks;

public sealed class ArgumentsTests : IDisposable
{
    private static readonly Arguments Known = new(
        "journal", ("seconds", ArgumentKind.Number), ("folder", ArgumentKind.Text),
        ("make-only", ArgumentKind.Switch));

    private readonly StringWriter _errors = new();

    public void Dispose() => _errors.Dispose();

    [Fact]
    public void EachForm_IsRead()
    {
        var settings = Known.Read(["--seconds", "5", "--folder=a=b", "--make-only"], _errors)!;

        Assert.Equal(("5", "a=b", "true"), (settings["seconds"], settings["folder"], settings["make-only"]));
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("--secnds 5", "--secnds isn't understood.")]
    [InlineData("--frob", "--frob isn't understood.")]
    [InlineData("5", "5 isn't understood.")]
    [InlineData("--seconds abc", "--seconds takes a whole number.")]
    [InlineData("--seconds -1", "--seconds takes a whole number.")]
    [InlineData("--seconds", "--seconds takes a whole number.")]
    [InlineData("--folder --seconds 5", "--folder takes a text.")]
    [InlineData("--make-only maybe", "--make-only takes nothing, or true or false.")]
    public void WhatIsNotUnderstood_IsNamed_WithTheUsage(string arguments, string sentence)
    {
        Assert.Null(Known.Read(arguments.Split(' '), _errors));
        Assert.Equal(
            [sentence, "Usage: journal [--seconds NUMBER] [--folder TEXT] [--make-only]"],
            _errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
