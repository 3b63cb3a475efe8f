using System.Collections;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>Adds secrets from files.</summary>
internal static class SecretFilesExtensions
{
    /// <summary>
    /// Reads the file that an environment variable <c>X_FILE</c> names as the value of <c>X</c>; a file that can't be
    /// read stops the start.
    /// </summary>
    public static IHostApplicationBuilder AddSecretFiles(this IHostApplicationBuilder builder)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal);
        return builder.AddSecretFiles(environment, TimeProvider.System, SecretFile.UsualWait);
    }

    internal static IHostApplicationBuilder AddSecretFiles(
        this IHostApplicationBuilder builder, IReadOnlyDictionary<string, string> environment, TimeProvider time,
        TimeSpan maxWait)
    {
        var source = new SecretFilesSource(environment, time, maxWait);
        builder.Configuration.Add(source);
        builder.Services.AddOptions<SecretFilesState>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SecretFilesState>>(new NoProblems(source));
        return builder;
    }

    /// <summary>Carries the problems to the one place where every problem of the start is reported.</summary>
    internal sealed class SecretFilesState;

    private sealed class NoProblems(SecretFilesSource source) : IValidateOptions<SecretFilesState>
    {
        public ValidateOptionsResult Validate(string? name, SecretFilesState options) =>
            source.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(source.Problems);
    }
}
