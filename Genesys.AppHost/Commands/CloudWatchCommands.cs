namespace Genesys.AppHost.Commands;

/// <summary>What can be done to Genesys.MockCloudWatch.</summary>
internal static class CloudWatchCommands
{
    public static IResourceBuilder<T> WithCloudWatchCommands<T>(this IResourceBuilder<T> cloudWatch)
        where T : IResourceWithEndpoints => cloudWatch
        .WithRequest(HttpMethod.Post, "/_faults", "throttle", "Throttle", new HttpCommandOptions
        {
            Description = "Answers every call with a ThrottlingException for a while. Anomalies wait in the "
                + "journal, and none is lost.",
            IconName = "TopSpeed",
            Arguments = [RequestCommand.Seconds()],
            PrepareRequest = RequestCommand.Send(
                inputs => new { kind = "Throttling", duration = RequestCommand.Duration(inputs) }),
        })
        .WithRequest(HttpMethod.Delete, "/_faults", "heal", "Heal", new HttpCommandOptions
        {
            Description = "Ends the throttling and every other fault.",
            IconName = "CheckmarkCircle",
        });
}
