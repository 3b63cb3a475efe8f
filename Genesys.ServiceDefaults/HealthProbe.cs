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
    public static int? Answer(string[] args)
    {
        if (args is not [Option, ..])
        {
            return null;
        }

        var address = args.Length > 1 ? args[1] : AddressOf(Environment.GetEnvironmentVariable) + ServiceDefaultsExtensions.HealthPath;
        try
        {
            using var client = new HttpClient { Timeout = Timeout };
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{address} answered {(int)response.StatusCode}."));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or InvalidOperationException or UriFormatException)
        {
            Console.Error.WriteLine($"{address} can't be reached: nothing that is ready listens there.");
            return 1;
        }
    }

    /// <summary>
    /// Where this machine reaches what the environment tells Kestrel to listen on; http://127.0.0.1:5000, Kestrel's
    /// default, when it says nothing.
    /// </summary>
    public static string AddressOf(Func<string, string?> environment)
    {
        var urls = environment("ASPNETCORE_URLS") ?? environment("DOTNET_URLS") ?? environment("URLS");
        if (First(urls) is { } url)
        {
            // "+", "*" and the unspecified addresses mean every address of this machine; Uri takes none of the first
            // two for a host.
            var address = new Uri(url.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal));
            var host = address.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
            return string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://{host}:{address.Port}");
        }

        var ports = environment("ASPNETCORE_HTTP_PORTS") ?? environment("DOTNET_HTTP_PORTS") ?? environment("HTTP_PORTS");
        return $"http://127.0.0.1:{First(ports) ?? "5000"}";
    }

    private static string? First(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
}
