namespace Genesys.AppHost.Commands;

/// <summary>What can be done to the mock Genesys Cloud.</summary>
internal static class GenesysCommands
{
    public static IResourceBuilder<T> WithGenesysCommands<T>(this IResourceBuilder<T> mock)
        where T : IResourceWithEndpoints => mock
        .WithSenderCommands()
        .WithFaultCommands()
        .WithRequest(HttpMethod.Get, "/mock/proof", "prove", "Prove that nothing was lost", new HttpCommandOptions
        {
            Description = "Compares what was sent with the receiver's journal, the conversations that were "
                + "fetched and the log events in CloudWatch.",
            IconName = "CheckmarkStarburst",
            IsHighlighted = true,
            Progress = new CommandProgressOptions
            {
                Title = "Prove that nothing was lost",
                Message = "Waits up to 60 s for what is pending."
            },
            PrepareRequest = context =>
            {
                context.Request.RequestUri = new Uri(context.Request.RequestUri!, "?wait=60");
                return Task.CompletedTask;
            },
            GetCommandResult = Proof.ReadAsync,
        });

    private static IResourceBuilder<T> WithFaultCommands<T>(this IResourceBuilder<T> mock)
        where T : IResourceWithEndpoints => mock
        .WithRequest(HttpMethod.Post, "/mock/faults", "outage", "Genesys Cloud outage", new HttpCommandOptions
        {
            Description = "The API and the login host answer nothing for a while. Deliveries are tried again, "
                + "and none is lost.",
            IconName = "PlugDisconnected",
            Arguments = [RequestCommand.Seconds()],
            PrepareRequest = RequestCommand.Send(inputs =>
                new
                {
                    id = "command-outage",
                    kind = "outage",
                    scope = "everything",
                    duration = RequestCommand.Duration(
                    inputs)
                }),
        })
        .WithRequest(HttpMethod.Post, "/mock/faults", "storm", "Storm of 429s", new HttpCommandOptions
        {
            Description = "Nine of ten requests to the API are answered 429 with a Retry-After for a while.",
            IconName = "WeatherThunderstorm",
            Arguments = [RequestCommand.Seconds()],
            PrepareRequest = RequestCommand.Send(inputs =>
                new
                {
                    id = "command-storm",
                    kind = "tooManyRequests",
                    share = 0.9,
                    duration = RequestCommand.Duration(
                    inputs)
                }),
        })
        .WithRequest(HttpMethod.Delete, "/mock/tokens", "revoke-tokens", "Revoke all tokens", new HttpCommandOptions
        {
            Description = "Every token that was issued is answered 401 from now on; the receiver asks for a new one.",
            IconName = "KeyReset",
        })
        .WithRequest(HttpMethod.Delete, "/mock/faults", "clear-faults", "Clear all faults", new HttpCommandOptions
        {
            Description = "Ends the outage, the storm and every other fault.",
            IconName = "CheckmarkCircle",
        });
}
