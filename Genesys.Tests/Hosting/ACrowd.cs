using Genesys.Receiver.Hosting;

namespace Genesys.Tests.Hosting;

/// <summary>More deliveries that wait for their record than any machine's processors can answer.</summary>
internal static class ACrowd
{
    public static void Crowd(this IntakeLoad load)
    {
        for (var i = 0; i < 1_000 * Environment.ProcessorCount; i++)
        {
            load.Begins();
        }
    }
}
