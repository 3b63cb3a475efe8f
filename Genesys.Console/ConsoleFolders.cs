namespace Genesys.Console;

/// <summary>The folders that settings name: each is tried at start, where it can still be said what is wrong.</summary>
internal static class ConsoleFolders
{
    /// <summary>Takes what is in <c>Console:SecretsPath</c> for settings.</summary>
    /// <returns>A sentence when it can't be read, else null.</returns>
    public static string? AddSecrets(IConfigurationBuilder configuration, string path)
    {
        if (!Path.IsPathRooted(path))
        {
            return $"Console:SecretsPath must be a whole path, from the root on: {path} isn't one.";
        }

        try
        {
            configuration.AddKeyPerFile(path, optional: false);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"Console:SecretsPath: {path} isn't a folder whose files can be read "
                + $"({exception.GetType().Name}). Name one that is there, or leave it away.";
        }
    }

    /// <summary>Makes the folder of <c>Console:DataProtection:KeysPath</c>, and a file in it.</summary>
    /// <returns>A sentence when that can't be done, else null: every page would be an empty 500.</returns>
    public static string? TryKeys(string path)
    {
        try
        {
            // No name of a key: those end with .xml.
            var file = Path.Combine(Directory.CreateDirectory(path).FullName, $"trial-{Guid.NewGuid():n}");
            File.WriteAllText(file, "Written to see whether keys can be.");
            File.Delete(file);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"Console:DataProtection:KeysPath: {path} isn't a folder that files can be written to "
                + $"({exception.GetType().Name}). Keys of cookies and forms are kept there: let the console's user "
                + "write to it, or leave the setting away.";
        }
    }
}
