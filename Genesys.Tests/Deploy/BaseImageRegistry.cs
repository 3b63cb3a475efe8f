using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Genesys.Tests.Deploy;

/// <summary>
/// A registry on this machine that holds one base image of nearly no content
/// (https://github.com/opencontainers/distribution-spec): enough for the SDK to put an application's layer and settings
/// on top.
/// </summary>
internal sealed class BaseImageRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    private readonly WebApplication _app;

    private BaseImageRegistry(WebApplication app) => _app = app;

    /// <summary>Host and port.</summary>
    public string Address =>
        new Uri(_app.Urls.Single()).Authority.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<BaseImageRegistry> StartAsync()
    {
        var tar = Layer();
        var layer = Compressed(tar);
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Env = new[] { "PATH=/usr/bin" } },
            rootfs = new { type = "layers", diff_ids = new[] { Digest(tar) } },
            history = Array.Empty<object>(),
        });
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new
            {
                mediaType = "application/vnd.docker.container.image.v1+json",
                size = config.Length,
                digest = Digest(config)
            },
            layers = new[]
            {
                new { mediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip", size = layer.Length,
                    digest = Digest(layer) },
            },
        });
        var blobs = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [Digest(config)] = config,
            [Digest(layer)] = layer,
        };

        var app = LoopbackApp.Build();
        app.MapGet("/v2/", () => Results.Ok());
        app.MapMethods("/v2/dotnet/aspnet/manifests/{reference}", ["GET", "HEAD"], (HttpResponse response) =>
        {
            response.Headers["Docker-Content-Digest"] = Digest(manifest);
            return Results.Bytes(manifest, ManifestType);
        });
        app.MapMethods("/v2/dotnet/aspnet/blobs/{digest}", ["GET", "HEAD"], (string digest) =>
            blobs.TryGetValue(digest, out var blob)
                ? Results.Bytes(blob, "application/octet-stream") : Results.NotFound());
        await app.StartAsync(Cancel);
        return new BaseImageRegistry(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static byte[] Layer()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp/"));
        }

        return stream.ToArray();
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
