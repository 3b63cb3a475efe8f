using System.Security.Cryptography;

namespace Genesys.AppHost;

/// <summary>The operators' pages.</summary>
internal static class ConsoleExtensions
{
    /// <summary>The resource's name.</summary>
    public const string Name = "console";

    /// <summary>A path at the console that signs in whoever opens it; another at each start.</summary>
    public static string NewSignIn(out string token)
    {
        token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return "/sign-in/with?t=" + token;
    }

    /// <param name="builder">The stack.</param>
    /// <param name="receiver">What it is the console of.</param>
    /// <param name="signIn">The path that signs in.</param>
    /// <param name="token">The token in it.</param>
    public static IResourceBuilder<ProjectResource> AddConsole(
        this IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithEndpoints> receiver, string signIn,
        string token)
    {
        var console = builder.AddProject<Projects.Genesys_Console>(Name)
            .AsPart("DesktopPulse")
            .WithEnvironment("Console__Receiver", receiver.GetEndpoint("http"))
            .WithEnvironment("Console__Token", token)
            .WaitFor(receiver)
            .WithUrlForEndpoint("http", url =>
            {
                url.DisplayText = "Operators' pages";
                url.Url = signIn;
            });
        // The dashboard's own address, where it has one.
        return builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0] is { Length: > 0 } dashboard
            ? console.WithEnvironment("Console__TraceUrl", dashboard.TrimEnd('/') + "/traces/detail/{traceId}")
            : console;
    }

    /// <summary>The console has the mock's page, and the mock's own leads there.</summary>
    public static void WithMock(this IResourceBuilder<ProjectResource> console, IResourceBuilder<ProjectResource> mock)
    {
        console.WithEnvironment("Console__MockGenesys", mock.GetEndpoint("http"));
        mock.WithEnvironment("Mock__Console", console.GetEndpoint("http"));
    }
}
