using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Genesys.Receiver;
using Genesys.Receiver.Configuration;
using Microsoft.AspNetCore.Builder;

namespace Genesys.Tests.Configuration;

/// <summary>A number or a time without a range is refused by whatever uses it, at the worst time.</summary>
public class SettingRangeTests
{
    private static readonly Type[] Measured = [
        typeof(int), typeof(long), typeof(double), typeof(decimal), typeof(TimeSpan)];

    public static TheoryData<string> Settings => [.. Keys().Select(key => key.Path)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void NumberOrTime_HasARange(string path)
    {
        var property = Keys().First(key => key.Path == path).Property;

        Assert.True(
            property.IsDefined(typeof(RangeAttribute)) || property.IsDefined(typeof(AllowedValuesAttribute)),
            $"{path} has no [Range].");
    }

    [Fact]
    public void Drain_IsAtMostAnHour()
    {
        var range = typeof(ShutdownOptions).GetProperty(
            nameof(ShutdownOptions.Drain))!.GetCustomAttribute<RangeAttribute>()!;

        Assert.False(range.IsValid(TimeSpan.FromDays(365)));
        Assert.False(range.IsValid(TimeSpan.FromSeconds(-1)));
        Assert.True(range.IsValid(TimeSpan.FromHours(1)));
    }

    private static IEnumerable<OptionKey> Keys()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddReceiver();
        return builder.Services.Select(service => service.ImplementationInstance).OfType<OptionsSection>()
            .SelectMany(section => OptionKeys.Of(section.Path, section.Type))
            .Where(key => Measured.Contains(key.ValueType));
    }
}
