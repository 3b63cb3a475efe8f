using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Genesys.Tests.MockCloudWatch;

/// <summary>A mock with one group and one stream, for tests that read.</summary>
public abstract class AMockWithAStream : IAsyncLifetime
{
    protected const string Group = "a-group";
    protected const string Stream = "a-stream";

    protected virtual MockCloudWatchServer CreateServer() => new();

    protected MockCloudWatchServer Server { get; private set; } = null!;

    protected AmazonCloudWatchLogsClient Client { get; private set; } = null!;

    protected DateTime Now => Server.Time.GetUtcNow().UtcDateTime;

    public async ValueTask InitializeAsync()
    {
        Server = CreateServer().Start();
        Client = Server.CreateLogsClient();
        await Client.CreateLogGroupAsync(new CreateLogGroupRequest(Group), Cancel);
        await Client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, Stream), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts messages a millisecond apart, the first at the present.</summary>
    protected async Task PutAsync(IEnumerable<string> messages, string stream = Stream, TimeSpan after = default)
    {
        var events = messages.Select(
            (
                message,
                index) =>
                    new InputLogEvent
                    {
                        Message = message,
                        Timestamp = Now + after + TimeSpan.FromMilliseconds(index),
                    });
        await Client.PutLogEventsAsync(new PutLogEventsRequest(Group, stream, [.. events]), Cancel);
    }

    protected static async Task<T> AssertThrows<T>(
        Func<Task> call, string message) where T : AmazonCloudWatchLogsException
    {
        var error = await Assert.ThrowsAsync<T>(call);
        Assert.Equal(message, error.Message);
        return error;
    }
}
