namespace Genesys.Receiver.Configuration;

/// <summary>
/// Settings whose values stand in files, as container engines mount secrets: the environment variable <c>X_FILE</c>
/// holds the path of a file that holds the value of <c>X</c>. The files are read again every 30 s, so that a rotated
/// secret arrives without a restart.
/// </summary>
internal sealed class SecretFilesSource(
    IReadOnlyDictionary<string, string> environment, TimeProvider time, TimeSpan maxWait) : IConfigurationSource
{
    /// <summary>Ends the name of an environment variable that holds a path.</summary>
    public const string Suffix = "_FILE";

    private readonly List<string> _problems = [];

    /// <summary>
    /// What was wrong when the files were read first, in sentences that name the variable and never quote a file.
    /// </summary>
    public IReadOnlyList<string> Problems => _problems;

    public IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        _problems.Clear();
        var files = new Dictionary<string, SecretFile>(StringComparer.OrdinalIgnoreCase);
        foreach (var (variable, path) in environment.Where(pair => IsOurs(pair.Key)))
        {
            var name = variable[..^Suffix.Length];
            if (environment.ContainsKey(name))
            {
                _problems.Add($"{name} and {variable} are both set. Keep one of them.");
                continue;
            }

            files[name.Replace("__", ":", StringComparison.Ordinal)] = new SecretFile(variable, path, maxWait);
        }

        return new SecretFilesProvider(files, _problems, time);
    }

    /// <summary>
    /// Many programs' variables end in <c>_FILE</c> (<c>SSL_CERT_FILE</c>, <c>AWS_WEB_IDENTITY_TOKEN_FILE</c>) and
    /// aren't about settings of ours: those are, whose names have levels, and the flat names that hold a secret.
    /// </summary>
    internal static bool IsOurs(string variable) =>
        variable.Length > Suffix.Length
        && variable.EndsWith(Suffix, StringComparison.Ordinal)
        && (variable.Contains("__", StringComparison.Ordinal)
            || variable.StartsWith("GENESYS_", StringComparison.OrdinalIgnoreCase)
            || string.Equals(variable, "OTEL_EXPORTER_OTLP_HEADERS" + Suffix, StringComparison.OrdinalIgnoreCase));
}
