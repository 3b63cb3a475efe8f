using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Genesys.Tests.Intake;

/// <summary>A caller that writes bytes of its own to a connection, whether or not they are HTTP.</summary>
internal sealed class RawCaller : IDisposable
{
    private readonly TcpClient _client = new();

    private RawCaller()
    {
    }

    public static async Task<RawCaller> ConnectAsync(Uri receiver)
    {
        var caller = new RawCaller();
        await caller._client.ConnectAsync(IPAddress.Loopback, receiver.Port, Cancel);
        return caller;
    }

    /// <summary>Writes; the receiver may answer and close before it has read everything.</summary>
    public async Task SendAsync(string text)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Reads until this text has come, or the connection ends.</summary>
    /// <returns>All that was read.</returns>
    public async Task<string> ReadAsync(string until)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (!text.ToString().Contains(until, StringComparison.Ordinal))
            {
                var read = await _client.GetStream().ReadAsync(buffer, Cancel);
                if (read == 0)
                {
                    break;
                }

                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // A connection that was reset after the answer.
        }

        return text.ToString();
    }

    public void Dispose() => _client.Dispose();
}
