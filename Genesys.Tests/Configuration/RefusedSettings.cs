using Genesys.Receiver;
using Genesys.Receiver.Commands;
using Genesys.Receiver.Configuration;

namespace Genesys.Tests.Configuration;

/// <summary>What the start would say of settings; nothing is started.</summary>
internal static class RefusedSettings
{
    /// <summary>The sentences about these settings, which are given beside what takes events from anyone.</summary>
    public static IReadOnlyList<string> Of(params (string Key, string Value)[] settings) =>
        new ReceiverHost(builder => builder.AddReceiver(), app => app.UseReceiver())
            .Ask<ConfigurationCheck, IReadOnlyList<string>>(
                ["--Intake:Auth:Mode=None", .. settings.Select(pair => $"--{pair.Key}={pair.Value}")],
                check => check.Failures());
}
