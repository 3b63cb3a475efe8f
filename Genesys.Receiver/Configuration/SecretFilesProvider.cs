namespace Genesys.Receiver.Configuration;

/// <summary>
/// Holds the values of the files, and looks for new ones every <see cref="RereadInterval"/>.
/// </summary>
internal sealed class SecretFilesProvider : ConfigurationProvider, IDisposable
{
    /// <summary>How long a changed file may go unnoticed.</summary>
    public static readonly TimeSpan RereadInterval = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyDictionary<string, SecretFile> _files;
    private readonly List<string> _problems;
    private readonly ITimer? _reread;

    public SecretFilesProvider(IReadOnlyDictionary<string, SecretFile> files, List<string> problems, TimeProvider time)
    {
        _files = files;
        _problems = problems;
        if (files.Count > 0)
        {
            _reread = time.CreateTimer(_ => Reread(), null, RereadInterval, RereadInterval);
        }
    }

    public override void Load()
    {
        foreach (var (key, file) in _files)
        {
            var (value, problem) = file.Read();
            Data[key] = value;
            if (problem is not null)
            {
                _problems.Add(problem);
            }
        }
    }

    /// <summary>
    /// The variable that names a file is no setting: in a list or a dictionary its path would be one more API key or
    /// header.
    /// </summary>
    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
        base.GetChildKeys(earlierKeys, parentPath)
            .Where(key => !NamesAFile(parentPath is null ? key : ConfigurationPath.Combine(parentPath, key)));

    public void Dispose() => _reread?.Dispose();

    private bool NamesAFile(string key) =>
        key.EndsWith(SecretFilesSource.Suffix, StringComparison.OrdinalIgnoreCase)
        && _files.ContainsKey(key[..^SecretFilesSource.Suffix.Length]);

    /// <summary>
    /// A file that can't be read just now keeps its last value: the mount is being replaced, or the operator is mending
    /// it.
    /// </summary>
    private void Reread()
    {
        var data = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase);
        var changed = false;
        foreach (var (key, file) in _files)
        {
            if (file.Read().Value is { } value && !string.Equals(value, data[key], StringComparison.Ordinal))
            {
                data[key] = value;
                changed = true;
            }
        }

        if (changed)
        {
            Data = data;
            OnReload();
        }
    }
}
