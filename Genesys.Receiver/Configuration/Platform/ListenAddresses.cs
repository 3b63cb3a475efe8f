using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Genesys.Receiver.Configuration.Platform;

/// <summary>
/// The addresses that the service listens on, and the certificates of those with https, held against Kestrel, which
/// would otherwise refuse them at the end of the start. Nothing is bound: that an address is free, and this machine's,
/// shows only then.
/// </summary>
internal sealed class ListenAddresses(IConfiguration configuration, IServiceProvider services) : ISettingsCheck
{
    private const string Certificate =
        "there is no certificate: set Kestrel__Certificates__Default__Path and "
        + "Kestrel__Certificates__Default__Password, or leave TLS to a proxy";

    private static readonly (string Key, string Variable, string Scheme)[] Ports =
        [("http_ports", "ASPNETCORE_HTTP_PORTS", "http"), ("https_ports", "ASPNETCORE_HTTPS_PORTS", "https")];

    public IEnumerable<string> Problems()
    {
        var addresses = Addresses().ToList();
        var problems = addresses.Select(address => Problem(address.Name, address.Text)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            return problems;
        }

        var https = addresses.FirstOrDefault(one => one.Text.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        return ProblemOfKestrel(https.Name) is { } problem ? [problem] : [];
    }

    /// <summary>Every address with the name under which it is set.</summary>
    private IEnumerable<(string Name, string Text)> Addresses()
    {
        if (configuration["urls"] is { } urls)
        {
            foreach (var url in Split(urls))
            {
                yield return ("ASPNETCORE_URLS", url);
            }
        }

        foreach (var (key, variable, scheme) in Ports)
        {
            foreach (var port in Split(configuration[key] ?? "0"))
            {
                if (configuration[key] is not null)
                {
                    yield return (variable, $"{scheme}://*:{port}");
                }
            }
        }

        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { } url)
            {
                yield return ($"Kestrel:Endpoints:{endpoint.Key}:Url", url);
            }
        }
    }

    /// <summary>An empty list is one empty address, and that is none.</summary>
    private static string[] Split(string list) =>
        [.. list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).DefaultIfEmpty("")];

    private static string? Problem(string name, string text)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            return Sentence(name, "is no address to listen on");
        }

        if (address.Scheme is not ("http" or "https"))
        {
            return Sentence(name, "must begin with http:// or https://");
        }

        if (address.PathBase.Length > 0)
        {
            return Sentence(name, "must not have a path");
        }

        if (address.IsUnixPipe || address.IsNamedPipe)
        {
            return null;
        }

        if (address.Host.Contains('@', StringComparison.Ordinal))
        {
            return Sentence(name, "must not hold a user or a password");
        }

        if (address.Port is < 0 or > IPEndPoint.MaxPort || !PortIsPlain(text))
        {
            return Sentence(
                name, string.Create(CultureInfo.InvariantCulture, $"must have a port from 0 to {IPEndPoint.MaxPort}"));
        }

        return address.Port == 0 && string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            ? Sentence(name, "must not ask for any free port of localhost, which is two addresses")
            : null;
    }

    /// <summary>
    /// What follows the last colon but isn't a number is otherwise a part of the host, and the port the scheme's own.
    /// </summary>
    private static bool PortIsPlain(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        return colon < 0 || rest.EndsWith(']')
            || ushort.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static string Sentence(string name, string rule) =>
        $"{name}: an entry {rule}; http://0.0.0.0:8000 is one that does.";

    /// <summary>Lets Kestrel read its section and find a certificate, on options of our own.</summary>
    private string? ProblemOfKestrel(string? httpsName)
    {
        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        try
        {
            kestrel.Configure(configuration.GetSection("Kestrel")).Load();
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            return exception is InvalidOperationException && NeedsCertificate(exception)
                ? $"Kestrel:Endpoints has an https address, but {Certificate}."
                : "The section Kestrel can't be used: check the addresses of its endpoints, and the paths, formats and "
                    + $"passwords of its certificates ({exception.GetType().Name}).";
        }

        if (httpsName is null or ['K', ..])
        {
            return null;
        }

        try
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps());
            return null;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            return $"{httpsName} has an https address, but {Certificate}.";
        }
    }

    private static bool NeedsCertificate(Exception exception) =>
        exception.Message.Contains("certificate was specified", StringComparison.Ordinal);

    private static bool IsRefusal(Exception exception) =>
        exception is InvalidOperationException or CryptographicException or IOException or UnauthorizedAccessException
            or FormatException or ArgumentException or NotSupportedException;
}
