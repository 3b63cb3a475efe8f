using Genesys.Receiver;
using Genesys.Receiver.Configuration;
using Microsoft.AspNetCore.Builder;

namespace Genesys.Tests.Configuration;

public class ConfigurationReferenceTests
{
    private const string Update = "UPDATE_DOCS";

    private static readonly string Page = Path.Combine(Repository.Root, "docs/configuration.md");

    /// <summary>Makes the page anew when the environment variable UPDATE_DOCS is 1.</summary>
    [Fact]
    public void Page_IsUpToDate()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddReceiver();
        var sections = builder.Services.Select(service => service.ImplementationInstance).OfType<OptionsSection>();
        var page = ConfigurationReference.Write(sections);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(Page, page);
        }

        Assert.True(
            page == File.ReadAllText(Page),
            $"docs/configuration.md is out of date: {Update}=1 dotnet test --project Genesys.Tests --filter-class '*ConfigurationReferenceTests*' makes it anew.");
    }

    /// <summary>Two names in a row are one to Markdown when no space is between them.</summary>
    [Fact]
    public void NamesInARow_HaveASpaceBetweenThem() =>
        Assert.DoesNotContain("``", File.ReadAllText(Page), StringComparison.Ordinal);
}
