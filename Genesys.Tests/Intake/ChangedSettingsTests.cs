using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Intake;

/// <summary>Settings of the intake that are changed while the service runs.</summary>
public class ChangedSettingsTests
{
    [Fact]
    public async Task AllowedAccounts_HoldFromTheChangeOn()
    {
        using var receiver = ReceiverApp.Start();
        using var before = await receiver.SendAsync(new AnEvent().ToString(), Cancel);

        Set(receiver, "Intake:Auth:AllowedAccounts:0", "111111111111");

        using var after = await receiver.SendAsync(new AnEvent().ToString(), Cancel);
        using var listed = await receiver.SendAsync(
            new AnEvent().With("account", "111111111111").ToString(), Cancel);
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK],
            [before.StatusCode, after.StatusCode, listed.StatusCode]);
    }

    [Fact]
    public async Task AllowedSources_HoldFromTheChangeOn()
    {
        using var receiver = ReceiverApp.Start();
        using var before = await receiver.SendAsync(new AnEvent().ToString(), Cancel);

        Set(receiver, "Intake:Auth:AllowedSources:0", "aws.partner/genesys.com/cloud/org/bus");

        using var after = await receiver.SendAsync(new AnEvent().ToString(), Cancel);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], [before.StatusCode, after.StatusCode]);
    }

    [Fact]
    public async Task RateLimit_HoldsFromTheChangeOn()
    {
        using var receiver = ReceiverApp.Start();

        Set(receiver, "Intake:RateLimit", "1");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => receiver.SendAsync(new AnEvent().ToString(), Cancel)));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    private static void Set(ReceiverApp receiver, string key, string value)
    {
        var configuration = receiver.Services.GetRequiredService<IConfiguration>();
        configuration[key] = value;
        ((IConfigurationRoot)configuration).Reload();
    }
}
