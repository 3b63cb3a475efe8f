using System.Text.Json;
using Aspire.Dashboard.Resources;
using Aspire.Dashboard.Resources.Protocol;

namespace StandIns.Tests.Dashboard;

public class ResourceExportTests
{
    [Fact]
    public void Json_SaysWhatTheResourceIsAndNoneOfItsSecrets()
    {
        var text = ResourceExport.Json(FakeHost.AResource("receiver", "Running", "genesys"));

        using var json = JsonDocument.Parse(text);
        Assert.Equal("receiver-abc", json.RootElement.GetProperty("name").GetString());
        Assert.Equal("/src/receiver.csproj", json.RootElement.GetProperty("properties").GetProperty("project.path").GetString());
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
    }

    [Fact]
    public void DotEnv_QuotesWhatAShellWouldReadDifferently()
    {
        var resource = new Resource
        {
            Environment =
            {
                new EnvironmentVariable { Name = "URL", Value = "http://localhost:8000/a?b=c" },
                new EnvironmentVariable { Name = "PATHS", Value = "/a:/b" },
                new EnvironmentVariable { Name = "TEXT", Value = "a \"b\" $c\nd" },
            },
        };

        Assert.Equal("PATHS=/a:/b\nTEXT=\"a \\\"b\\\" \\$c\\nd\"\nURL=\"http://localhost:8000/a?b=c\"\n", ResourceExport.DotEnv(resource));
    }
}
