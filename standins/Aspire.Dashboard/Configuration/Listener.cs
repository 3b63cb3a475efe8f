using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Aspire.Dashboard.Configuration;

/// <summary>What an address is for.</summary>
[Flags]
internal enum ListenerUse
{
    Pages = 1,
    OtlpGrpc = 2,
    OtlpHttp = 4,
}

/// <summary>An address that the dashboard listens on. Every connection carries its own, so that a route answers only at the door that it belongs to.</summary>
internal sealed record Listener(BindingAddress Address, ListenerUse Use)
{
    public static string[] Split(string? urls) => urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public static bool TryParse(string url, out BindingAddress? address)
    {
        address = null;
        try
        {
            address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https";
        }
        // BindingAddress has no TryParse.
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The listeners of the options; one address that is named twice is one listener with both uses.</summary>
    public static IReadOnlyList<Listener> From(DashboardOptions options)
    {
        var uses = Split(options.Frontend.EndpointUrls).Select(url => (url, ListenerUse.Pages))
            .Concat(Split(options.Otlp.GrpcEndpointUrl).Select(url => (url, ListenerUse.OtlpGrpc)))
            .Concat(Split(options.Otlp.HttpEndpointUrl).Select(url => (url, ListenerUse.OtlpHttp)));
        return [.. uses
            .Select(pair => (Address: BindingAddress.Parse(pair.url), pair.Item2))
            .GroupBy(pair => pair.Address.Port == 0 ? Guid.NewGuid().ToString() : pair.Address.ToString(), StringComparer.OrdinalIgnoreCase)
            .Select(group => new Listener(group.First().Address, group.Aggregate(default(ListenerUse), (all, pair) => all | pair.Item2)))];
    }

    public void Bind(KestrelServerOptions kestrel)
    {
        if (string.Equals(Address.Host, "localhost", StringComparison.OrdinalIgnoreCase) && Address.Port != 0)
        {
            kestrel.ListenLocalhost(Address.Port, Configure);
        }
        else if (string.Equals(Address.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.Listen(IPAddress.Loopback, 0, Configure);
        }
        else if (IPAddress.TryParse(Address.Host.Trim('[', ']'), out var ip))
        {
            kestrel.Listen(ip, Address.Port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(Address.Port, Configure);
        }
    }

    private void Configure(ListenOptions listen)
    {
        var secure = string.Equals(Address.Scheme, "https", StringComparison.OrdinalIgnoreCase);
        // Without TLS there is no negotiation, and gRPC needs HTTP/2 from the first byte.
        listen.Protocols = secure ? HttpProtocols.Http1AndHttp2 : Use == ListenerUse.OtlpGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
        if (secure)
        {
            listen.UseHttps();
        }

        listen.Use(next => connection =>
        {
            connection.Features.Set(this);
            return next(connection);
        });
    }
}
