using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Genesys.AppHost;
using Genesys.AppHost.Journal;

var builder = DistributedApplication.CreateBuilder(args);
if (StackOptions.Read(builder.Configuration, Console.Error) is not { } stack)
{
    return 2;
}

using var scratch = new ScratchFolder();

var clientId = builder.AddParameter("genesys-client-id", () => stack.ClientId, secret: true);
var clientSecret = builder.AddParameter("genesys-client-secret", () => stack.ClientSecret, secret: true);

// CloudWatch:Provider: the emulator beside us, LocalStack in a container, or (aws) nothing but who we are at AWS.
IResourceBuilder<IResourceWithEndpoints>? cloudWatch = stack.CloudWatch.Provider switch
{
    CloudWatchProvider.Emulator => builder.AddProject<Projects.Genesys_MockCloudWatch>("cloudwatch").FromBuildOutput().WithoutOtlpRetry().WithHttpHealthCheck("/health"),
    CloudWatchProvider.LocalStack => builder.AddContainer("cloudwatch", stack.CloudWatch.Image, stack.CloudWatch.Tag)
        .WithImageRegistry(stack.CloudWatch.Registry)
        .WithHttpEndpoint(port: 4566, targetPort: 4566)
        .WithEnvironment("SERVICES", "logs")
        .WithHttpHealthCheck("/_localstack/health"),
    _ => null,
};

var mockGenesys = builder.AddProject<Projects.Genesys_MockGenesys>("mockgenesys").FromBuildOutput().WithoutOtlpRetry()
    .WithHttpHealthCheck("/health")
    .WithEnvironment("Mock__ClientId", clientId)
    .WithEnvironment("Mock__ClientSecret", clientSecret)
    .WithCloudWatch(cloudWatch, stack.CloudWatch); // for its proof that nothing was lost

var receiver = builder.AddProject<Projects.Genesys_Receiver>("receiver").FromBuildOutput().WithoutOtlpRetry()
    .WithHttpHealthCheck("/health")
    .WithReplicas(stack.Replicas)
    .WithJournal(stack.Journal, scratch)
    .WithEnvironment("GENESYS_CLIENT_ID", clientId)
    .WithEnvironment("GENESYS_CLIENT_SECRET", clientSecret)
    .WithEnvironment("GENESYS_API_BASE", mockGenesys.GetEndpoint("http"))
    .WithEnvironment("GENESYS_LOGIN_BASE", mockGenesys.GetEndpoint("http"))
    .WithCloudWatch(cloudWatch, stack.CloudWatch)
    .WaitFor(mockGenesys);

if (cloudWatch is not null)
{
    receiver.WaitFor(cloudWatch);
}

// The sender is told of the receiver without waiting for it: the receiver waits for MockGenesys.
mockGenesys.WithEnvironment("Sender__Target", receiver.GetEndpoint("http"));

builder.Build().Run();
return Environment.ExitCode;
