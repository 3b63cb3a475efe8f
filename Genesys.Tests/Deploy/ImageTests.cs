using System.Text.Json;

namespace Genesys.Tests.Deploy;

public class ImageTests
{
    [Theory]
    [InlineData("Genesys.Receiver", "genesys-receiver")]
    [InlineData("Genesys.Console", "genesys-console")]
    [InlineData("Genesys.MockGenesys", "genesys-mock-genesys")]
    [InlineData("Genesys.MockCloudWatch", "genesys-mock-cloudwatch")]
    public async Task Properties_AreThoseOfAHardenedImage(string project, string repository)
    {
        var (exitCode, output) = await DotNet.RunAsync(
            "msbuild", $"{project}/{project}.csproj", "-nologo",
            "-getProperty:ContainerBaseImage,ContainerRepository,ContainerImageTag,ContainerUser,Version,Description,ContainerGenerateLabelsImageCreated",
            "-getItem:ContainerPort,ContainerEnvironmentVariable");
        Assert.True(exitCode == 0, output);
        var image = JsonDocument.Parse(output).RootElement;
        var properties = image.GetProperty("Properties");

        Assert.Equal(repository, Property("ContainerRepository"));
        Assert.EndsWith("-chiseled", Property("ContainerBaseImage"), StringComparison.Ordinal);
        Assert.NotEmpty(Property("Description"));
        Assert.Equal(Property("Version"), Property("ContainerImageTag"));
        Assert.Equal("false", Property("ContainerGenerateLabelsImageCreated"));
        Assert.True(int.Parse(Property("ContainerUser"), System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(["8080"], Items("ContainerPort").Select(item => item.GetProperty("Identity").GetString()));
        Assert.Equal(
            ["ASPNETCORE_HTTP_PORTS=8080", "DOTNET_EnableDiagnostics=0"],
            Items("ContainerEnvironmentVariable")
                .Select(item => $"{item.GetProperty("Identity")}={item.GetProperty("Value")}"));

        string Property(string name) => properties.GetProperty(name).GetString()!;
        IEnumerable<JsonElement> Items(string name) => image.GetProperty("Items").GetProperty(name).EnumerateArray();
    }
}
