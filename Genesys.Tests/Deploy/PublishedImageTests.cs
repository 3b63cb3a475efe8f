using System.Formats.Tar;
using System.Text.Json;

namespace Genesys.Tests.Deploy;

/// <summary>The image that `dotnet publish -t:PublishContainer` makes.</summary>
public sealed class PublishedImageTests : IDisposable
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OnABaseImageOfThisMachine_RunsTheReceiverAsItsUser()
    {
        await using var registry = await BaseImageRegistry.StartAsync();

        var image = await PublishAsync($"-p:ContainerBaseImage={registry.Address}/dotnet/aspnet:10.0-noble-chiseled");

        Assert.Equal("1654", image.GetProperty("User").GetString());
        Assert.Equal("/app/", image.GetProperty("WorkingDir").GetString());
        Assert.Equal(["dotnet", "/app/Genesys.Receiver.dll"], Strings(image.GetProperty("Entrypoint")));
        Assert.Equal(["8080/tcp"], image.GetProperty("ExposedPorts").EnumerateObject().Select(port => port.Name));
        Assert.Contains("ASPNETCORE_HTTP_PORTS=8080", Strings(image.GetProperty("Env")));
        var labels = image.GetProperty("Labels");
        Assert.Equal("Genesys.Receiver", labels.GetProperty("org.opencontainers.image.title").GetString());
        Assert.NotEmpty(labels.GetProperty("org.opencontainers.image.description").GetString()!);
        Assert.False(labels.TryGetProperty("org.opencontainers.image.created", out _));
    }

    [Fact]
    public async Task OnTheRealBaseImage_IsMade()
    {
        await RequireBaseImageRegistryAsync();

        var image = await PublishAsync();

        Assert.Equal("1654", image.GetProperty("User").GetString());
    }

    private static async Task RequireBaseImageRegistryAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var response = await client.GetAsync(
                new Uri("https://mcr.microsoft.com/v2/"), Cancel);
            if (response.IsSuccessStatusCode)
            {
                return;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
        }

        Assert.Skip("cannot run here: mcr.microsoft.com, which holds the base image, can't be reached.");
    }

    /// <summary>
    /// Publishes the receiver that these tests were built with into an archive, and reads the image's configuration out
    /// of it.
    /// </summary>
    private async Task<JsonElement> PublishAsync(params string[] properties)
    {
        var archive = Path.Combine(_folder.FullName, "image.tar");
        var (exitCode, output) = await DotNet.RunAsync(
        [
            "publish", "Genesys.Receiver/Genesys.Receiver.csproj", "--no-build", "-c", Configuration,
            "-t:PublishContainer", "-nologo", "-v:q",
            $"-p:PublishDir={_folder.FullName}/publish/", $"-p:ContainerArchiveOutputPath={archive}", .. properties,
        ]);
        Assert.True(exitCode == 0, output);

        var entries = await EntriesAsync(archive);
        var manifest = JsonDocument.Parse(entries["manifest.json"]).RootElement[0];
        return JsonDocument.Parse(entries[manifest.GetProperty("Config").GetString()!])
            .RootElement.GetProperty("config");
    }

    private static async Task<Dictionary<string, byte[]>> EntriesAsync(string archive)
    {
        await using var file = File.OpenRead(archive);
        await using var tar = new TarReader(file);
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
        {
            if (entry is { DataStream: { } data } && entry.Name.EndsWith(".json", StringComparison.Ordinal))
            {
                using var content = new MemoryStream();
                await data.CopyToAsync(content, Cancel);
                entries[entry.Name] = content.ToArray();
            }
        }

        return entries;
    }

    private static IEnumerable<string> Strings(JsonElement array) =>
        array.EnumerateArray().Select(item => item.GetString()!);
}
