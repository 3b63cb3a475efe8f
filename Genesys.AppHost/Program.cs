using Genesys.AppHost;
using Genesys.AppHost.CloudWatch;
using Genesys.AppHost.Commands;
using Genesys.AppHost.GenesysCloud;
using Genesys.AppHost.Journal;

var builder = DistributedApplication.CreateBuilder(args);
if (StackOptions.Read(builder.Configuration, Console.Error) is not { } stack)
{
    return 2;
}

using var scratch = new ScratchFolder();
var signIn = ConsoleExtensions.NewSignIn(out var token);
builder.WriteReadyParts(Console.Out, signIn);

// CloudWatch:Provider: the emulator beside us, LocalStack in a container, or (Aws) nothing but who we are at AWS.
IResourceBuilder<IResourceWithEndpoints>? cloudWatch = stack.CloudWatch.Provider switch
{
    CloudWatchProvider.Emulator => builder.AddProject<Projects.Genesys_MockCloudWatch>("cloudwatch")
        .AsPart("DocumentText")
        .WithCloudWatchUrls()
        .WithCloudWatchCommands(),
    CloudWatchProvider.LocalStack => builder.AddLocalStack("cloudwatch", stack.CloudWatch),
    _ => null,
};

var client = builder.AddGenesysClient(stack.Genesys);
var receiver = builder.AddProject<Projects.Genesys_Receiver>("receiver")
    .AsPart("CloudArrowDown")
    .WithReplicas(stack.Replicas)
    .WithJournal(stack.Journal, scratch)
    .WithCloudWatch(cloudWatch, stack.CloudWatch)
    .WithGenesysClient(client)
    .WithReceiverUrls()
    .WithReceiverCommands();

var console = builder.AddConsole(receiver, signIn, token);
if (stack.Genesys.Region is { } region)
{
    receiver.WithGenesysCloud(region);
}
else
{
    // It sends events to the receiver without waiting for it: the receiver waits for its API.
    var mock = builder.AddProject<Projects.Genesys_MockGenesys>("mockgenesys")
        .AsPart("Headset")
        .WithEnvironment("Mock__ClientId", client.Id)
        .WithEnvironment("Mock__ClientSecret", client.Secret)
        .WithEnvironment("Sender__Target", receiver.GetEndpoint("http"))
        .WithCloudWatch(cloudWatch, stack.CloudWatch) // for its proof that nothing was lost
        .WithGenesysUrls()
        .WithGenesysCommands();
    receiver.WithGenesysCloud(mock).WithConsumer(mock).WaitFor(mock);
    console.WithMock(mock);
}

if (builder.TakenPorts() is { Count: > 0 } taken)
{
    foreach (var sentence in taken)
    {
        Console.Error.WriteLine(sentence);
    }

    return 2;
}

builder.Build().Run();
return Environment.ExitCode;
