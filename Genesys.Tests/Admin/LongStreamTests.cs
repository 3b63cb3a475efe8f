using Genesys.Receiver.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Admin;

public sealed class LongStreamTests
{
    [Fact]
    public async Task Stream_EndsAfterAQuarterOfAnHour_SoThatWhoIsNoLongerAnOperatorReadsNoFurther()
    {
        await using var app = await AdminApp.StartAsync();
        var time = new FakeTimeProvider();
        var began = time.GetUtcNow();
        var endpoint = ActivatorUtilities.CreateInstance<ChangesEndpoint>(app.Get<IServiceProvider>(), time);

        var stream = endpoint.HandleAsync(new DefaultHttpContext { Response = { Body = new MemoryStream() } });

        await Eventually.IsTrue(
            () => stream.IsCompleted, "it ends", () => time.Advance(TimeSpan.FromSeconds(5)), limitSeconds: 30);
        await stream;
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromMinutes(15));
    }
}
