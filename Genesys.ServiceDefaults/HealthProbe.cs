using System.Globalization;

namespace Genesys.ServiceDefaults;

/// <summary>
/// The health command of an image without a shell: <c>dotnet X.dll --check-health [address]</c> asks the part that runs
/// on this machine whether it is ready, and ends with 0 or 1.
/// </summary>
public static class HealthProbe
{
    /// <summary>The argument that asks for it.</summary>
    public const string Option = "--check-health";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Asks, when the arguments say so.</summary>
    /// <returns>The exit code; null when the arguments ask for something else.</returns>
    public static int? Answer(string[] args) =>
        args is [Option, .. var rest] ? Ask(rest.Length > 0 ? rest[0] : null, Console.Out, Console.Error) : null;

    /// <summary>Asks whether a part is ready.</summary>
    /// <param name="address">The address of its health; null: where the environment tells the part on this machine to
    /// listen.</param>
    /// <param name="output">Where an answer is told.</param>
    /// <param name="errors">Where it is told that there was none.</param>
    /// <returns>0 when it is ready, else 1.</returns>
    public static int Ask(string? address, TextWriter output, TextWriter errors)
    {
        if ((address ?? OwnHealth()) is not { } asked
            || !Uri.TryCreate(asked, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            errors.WriteLine("That is no address of a health endpoint; http://127.0.0.1:8000/health is one.");
            return 1;
        }

        // Without a user and a password, which an address may hold.
        var shown = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        try
        {
            using var client = new HttpClient { Timeout = Timeout };
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{shown} answered {(int)response.StatusCode}."));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException
            or InvalidOperationException)
        {
            errors.WriteLine($"{shown} can't be reached: nothing that is ready listens there.");
            return 1;
        }
    }

    /// <summary>
    /// Where this machine reaches what the environment tells Kestrel to listen on; http://127.0.0.1:5000, Kestrel's
    /// default, when it says nothing; null when that is no address.
    /// </summary>
    public static string? AddressOf(Func<string, string?> environment)
    {
        var urls = environment("ASPNETCORE_URLS") ?? environment("DOTNET_URLS") ?? environment("URLS");
        if (First(urls) is { } url)
        {
            // "+", "*" and the unspecified addresses mean every address of this machine; Uri takes none of the first
            // two for a host.
            var plain = url
                .Replace("://+", "://0.0.0.0", StringComparison.Ordinal)
                .Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(plain, UriKind.Absolute, out var address))
            {
                return null;
            }

            var host = address.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
            return string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://{host}:{address.Port}");
        }

        var ports = environment("ASPNETCORE_HTTP_PORTS")
            ?? environment("DOTNET_HTTP_PORTS")
            ?? environment("HTTP_PORTS");
        return $"http://127.0.0.1:{First(ports) ?? "5000"}";
    }

    private static string? OwnHealth() =>
        AddressOf(Environment.GetEnvironmentVariable) is { } own ? own + ServiceDefaultsExtensions.HealthPath : null;

    private static string? First(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
}
