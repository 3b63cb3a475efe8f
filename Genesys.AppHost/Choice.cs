using Microsoft.Extensions.Configuration;

namespace Genesys.AppHost;

/// <summary>A setting that is one of a few names.</summary>
internal static class Choice
{
    /// <returns>The value, in any case; the first of the names when nothing is set, or something that is no name: then
    /// <paramref name="problems"/> grows.</returns>
    public static T Read<T>(IConfiguration configuration, string key, List<string> problems)
        where T : struct, Enum
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return default;
        }

        if (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<T>(text, ignoreCase: true);
        }

        problems.Add($"{key} is one of {string.Join(", ", Enum.GetNames<T>())}.");
        return default;
    }
}
