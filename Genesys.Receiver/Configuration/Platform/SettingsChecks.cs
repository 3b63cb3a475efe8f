using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration.Platform;

/// <summary>Puts the checks of the platform's settings where every problem of the start is reported.</summary>
internal static class SettingsChecks
{
    /// <summary>Adds a check.</summary>
    public static IHostApplicationBuilder AddSettingsCheck<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCheck>(
        this IHostApplicationBuilder builder)
        where TCheck : class, ISettingsCheck
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISettingsCheck, TCheck>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<State>, AllChecks>());
        builder.Services.AddOptions<State>().ValidateOnStart();
        return builder;
    }

    internal sealed class State;

    private sealed class AllChecks(IEnumerable<ISettingsCheck> checks) : IValidateOptions<State>
    {
        public ValidateOptionsResult Validate(string? name, State options)
        {
            var problems = checks.SelectMany(check => check.Problems()).ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
