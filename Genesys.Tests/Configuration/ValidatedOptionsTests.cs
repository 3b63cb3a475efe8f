using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Configuration;

public class ValidatedOptionsTests
{
    [Fact]
    public void EveryKind_IsBound()
    {
        var options = Bound(
            ("Lock:Pins", "3"), ("Lock:Wait", "00:00:05"), ("Lock:Form", "Round"), ("Lock:Keys:0", "a"),
            ("Lock:Keys:1", "b"),
            ("Lock:Inner:Size", "7"), ("Lock:Doors:0:Size", "8"), ("LOCK_OWNER", "me"));

        Assert.Equal(3, options.Pins);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Wait);
        Assert.Equal(LockForm.Round, options.Form);
        Assert.Equal(["a", "b"], options.Keys);
        Assert.Equal(7, options.Inner.Size);
        Assert.Equal(8, Assert.Single(options.Doors).Size);
        Assert.Equal("me", options.Owner);
    }

    [Fact]
    public void NothingSet_KeepsTheDefaults()
    {
        var options = Bound();

        Assert.Equal(1, options.Pins);
        Assert.Null(options.Owner);
        Assert.Empty(options.Keys);
    }

    [Fact]
    public void AliasAndOwnKey_TheAliasWins() =>
        Assert.Equal("alias", Bound(("Lock:Owner", "own"), ("LOCK_OWNER", "alias")).Owner);

    [Theory]
    [InlineData("Lock:Pins", "hunter2", "a whole number")]
    [InlineData("Lock:Pins", "99999999999", "a whole number")]
    [InlineData("Lock:Wait", "hunter2", "a time span such as")]
    [InlineData("Lock:Wait", "25", "a number alone says no unit")]
    [InlineData("Lock:Wait", "24:00:00", "hours are 0 to 23")]
    [InlineData("Lock:Wait", "00:60:00", "a time span such as")]
    [InlineData("Lock:Wait", "1.5", "a time span such as")]
    [InlineData("Lock:Wait", "30s", "a time span such as")]
    [InlineData("Lock:Form", "hunter2", "one of Square, Round")]
    [InlineData("Lock:Form", "17", "one of Square, Round")]
    [InlineData("Lock:Open", "hunter2", "true or false")]
    [InlineData("Lock:Inner:Size", "hunter2", "a whole number")]
    [InlineData("Lock:Doors:0:Size", "hunter2", "a whole number")]
    public void WrongForm_IsNamedAndNotQuoted(string key, string value, string form)
    {
        var failure = Assert.Single(Failures((key, value)));

        Assert.Contains(key, failure, StringComparison.Ordinal);
        Assert.Contains(form, failure, StringComparison.Ordinal);
        Assert.Contains(key.Replace(":", "__", StringComparison.Ordinal), failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lock:Pins", "Lock:Pins")]
    [InlineData("Lock:Wait", "Lock:Wait")]
    [InlineData("Lock:Open", "Lock:Open")]
    [InlineData("Lock:Form", "Lock:Form")]
    [InlineData("Lock:Keys:0", "Lock:Keys:0")]
    [InlineData("Lock:Keys", "Lock:Keys")]
    [InlineData("Lock:Doors:0:Size", "Lock:Doors:0:Size")]
    [InlineData("Lock:Owner", "Lock:Owner")]
    [InlineData("LOCK_OWNER", "LOCK_OWNER")]
    public void SetToNothing_IsRefusedByName_AndNotTheDefault(string key, string named)
    {
        foreach (var nothing in new[] { "", " ", "\t" })
        {
            var failure = Assert.Single(Failures((key, nothing)));

            Assert.StartsWith(named + " is set to an empty text", failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EmptyListOfAFile_IsAList()
    {
        using var json = new MemoryStream("""{"Lock":{"Keys":[],"Inner":{},"Owner":null}}"""u8.ToArray());
        var builder = Builder();
        builder.Configuration.AddJsonStream(json);
        using var app = builder.Build();

        Assert.Empty(app.Services.GetRequiredService<IOptions<LockOptions>>().Value.Keys);
    }

    [Theory]
    [InlineData("00:00:05", 5)]
    [InlineData("00:01", 60)]
    [InlineData(" 00:00:01.5 ", 1.5)]
    [InlineData("0.00:00:30", 30)]
    public void TimeSpan_IsReadAsItIsWritten(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Bound(("Lock:Wait", text)).Wait);

    [Theory]
    [InlineData("Lock:Pins", "0", "Lock:Pins must be between 1 and 10")]
    [InlineData("Lock:Wait", "00:00:00", "Lock:Wait must be between 00:00:01 and 00:01:00")]
    [InlineData("Lock:Inner:Size", "0", "Lock:Inner:Size must be between 1 and 9")]
    [InlineData("Lock:Doors:0:Size", "0", "Lock:Doors:0:Size must be between 1 and 9")]
    [InlineData("LOCK_OWNER", "a much too long name", "LOCK_OWNER")]
    public void OutOfRange_IsNamedWithItsRange(string key, string value, string sentence) =>
        Assert.Contains(sentence, Assert.Single(Failures((key, value))), StringComparison.Ordinal);

    [Fact]
    public void SeveralWrong_AreReportedAtOnce_CrossFieldRulesToo()
    {
        var failures = Failures(
            ("Lock:Pins", "many"), ("Lock:Wait", "00:00:00"), ("Lock:Form", "Round"), ("Lock:Open", "true"));

        Assert.Equal(3, failures.Count);
        Assert.Contains(failures, failure => failure.Contains("a round lock has no handle", StringComparison.Ordinal));
    }

    [Fact]
    public void ChangedConfiguration_ReachesTheMonitor()
    {
        var builder = Builder(("Lock:Pins", "3"));
        using var app = builder.Build();
        var monitor = app.Services.GetRequiredService<IOptionsMonitor<LockOptions>>();
        Assert.Equal(3, monitor.CurrentValue.Pins);

        builder.Configuration["Lock:Pins"] = "4";
        ((IConfigurationRoot)builder.Configuration).Reload();

        Assert.Equal(4, monitor.CurrentValue.Pins);
    }

    [Fact]
    public void ChangeToSomethingInvalid_IsReportedAndTheValidStays()
    {
        var builder = Builder(("Lock:Pins", "3"));
        var log = new FakeLogCollector();
        builder.Logging.AddProvider(new FakeLoggerProvider(log));
        using var app = builder.Build();
        var monitor = app.Services.GetRequiredService<IOptionsMonitor<LockOptions>>();
        Assert.Equal(3, monitor.CurrentValue.Pins);

        builder.Configuration["Lock:Pins"] = "many";
        ((IConfigurationRoot)builder.Configuration).Reload();

        Assert.Equal(3, monitor.CurrentValue.Pins);
        var record = Assert.Single(log.GetSnapshot());
        Assert.Contains("Lock:Pins must be a whole number", record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("many", record.Message, StringComparison.Ordinal);
    }

    private static LockOptions Bound(params (string Key, string Value)[] settings)
    {
        using var app = Builder(settings).Build();
        return app.Services.GetRequiredService<IOptions<LockOptions>>().Value;
    }

    private static List<string> Failures(params (string Key, string Value)[] settings)
    {
        using var app = Builder(settings).Build();
        var exception = Assert.Throws<OptionsValidationException>(
            app.Services.GetRequiredService<IStartupValidator>().Validate);
        return [.. exception.Failures];
    }

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        builder.AddValidatedOptions<LockOptions, LockOptionsValidator>("Lock");
        return builder;
    }

    public enum LockForm
    {
        Square,
        Round,
    }

    public sealed class LockOptions : IBoundOptions<LockOptions>
    {
        [Range(1, 10)]
        public int Pins { get; set; } = 1;

        [Range<TimeSpan>("00:00:01", "00:01:00")]
        public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(2);

        public LockForm Form { get; set; }

        public bool Open { get; set; }

        public List<string> Keys { get; } = [];

        public DoorOptions Inner { get; set; } = new();

        public List<DoorOptions> Doors { get; set; } = [];

        [AlsoNamed("LOCK_OWNER"), StringLength(8)]
        public string? Owner { get; set; }

        public static void Bind(IConfiguration section, LockOptions options) => section.Bind(options);
    }

    public sealed class DoorOptions
    {
        [Range(1, 9)]
        public int Size { get; set; } = 1;
    }

    private sealed class LockOptionsValidator : IValidateOptions<LockOptions>
    {
        public ValidateOptionsResult Validate(string? name, LockOptions options) =>
            options is { Form: LockForm.Round, Open: true }
            ? ValidateOptionsResult.Fail("Lock:Open must be false: a round lock has no handle.")
            : ValidateOptionsResult.Success;
    }
}
