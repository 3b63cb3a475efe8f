using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests;

/// <summary>A far side of a test: a web application on a free port of this machine, which logs nothing.</summary>
internal static class LoopbackApp
{
    /// <param name="also">What it has otherwise, its address for one.</param>
    public static WebApplication Build(Action<IWebHostBuilder>? also = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        also?.Invoke(builder.WebHost);
        return builder.Build();
    }
}
