using Genesys.Receiver;
using Genesys.Receiver.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Genesys.Tests.Configuration;

/// <summary>Settings that a script sets to a variable that isn't there.</summary>
public class BlankSettingsTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n")]
    public void EverySettingThatHoldsNothing_StopsTheStart_AndIsNamed(string nothing)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddReceiver();
        IServiceCollection services = new ServiceCollection();
        foreach (var service in builder.Services)
        {
            services.Add(service);
        }

        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton<IConfiguration>(builder.Configuration);
        using var provider = services.BuildServiceProvider();
        var keys = provider.GetServices<OptionsSection>()
            .SelectMany(section => OptionKeys.Of(section.Path, section.Type))
            .Select(
                key =>
                    key.Alias
                        ?? key.Path.Replace("*", "0", StringComparison.Ordinal)
                            .Replace(OptionKey.AnyName, "crm", StringComparison.Ordinal))
            .ToList();
        foreach (var key in keys)
        {
            builder.Configuration[key] = nothing;
        }

        var failures = provider.GetRequiredService<ConfigurationCheck>().Failures();

        Assert.True(keys.Count > 60);
        Assert.All(keys, key => Assert.Contains(
            failures, failure => failure.StartsWith($"{key} is set to an empty text", StringComparison.Ordinal)));
    }
}
