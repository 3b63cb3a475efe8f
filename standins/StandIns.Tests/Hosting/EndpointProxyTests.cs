using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Dcp;

namespace StandIns.Tests.Hosting;

public class EndpointProxyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_AreDealtToTheInstancesInTurn()
    {
        using var one = AnInstance("one");
        using var two = AnInstance("two");
        await using var proxy = EndpointProxy.Listen("localhost", 0, TimeProvider.System);
        proxy.Add(PortOf(one));
        proxy.Add(PortOf(two));

        var answers = new[] { await AskAsync(proxy.Port), await AskAsync(proxy.Port), await AskAsync(proxy.Port), await AskAsync(proxy.Port) };

        Assert.Equal(2, answers.Count(answer => answer == "one"));
        Assert.Equal(2, answers.Count(answer => answer == "two"));
    }

    [Fact]
    public async Task InstanceThatIsGone_IsPassedOver()
    {
        using var one = AnInstance("one");
        var two = AnInstance("two");
        await using var proxy = EndpointProxy.Listen("localhost", 0, TimeProvider.System);
        proxy.Add(PortOf(one));
        proxy.Add(PortOf(two));
        two.Stop();

        Assert.Equal(["one", "one", "one"], [await AskAsync(proxy.Port), await AskAsync(proxy.Port), await AskAsync(proxy.Port)]);
    }

    [Fact]
    public async Task WithoutInstances_AConnectionIsEnded()
    {
        await using var proxy = EndpointProxy.Listen("localhost", 0, TimeProvider.System);

        var refused = await Record.ExceptionAsync(() => AskAsync(proxy.Port));

        Assert.True(refused is IOException or SocketException, $"{refused}");
    }

    [Fact]
    public async Task PortThatIsTaken_IsRefused()
    {
        await using var proxy = EndpointProxy.Listen("localhost", 0, TimeProvider.System);

        Assert.Throws<SocketException>(() => EndpointProxy.Listen("localhost", proxy.Port, TimeProvider.System));
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static TcpListener AnInstance(string answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = ServeAsync(listener, answer);
        return listener;
    }

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Cancellation);
                await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), Cancellation);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task<string> AskAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(Cancellation);
    }
}
