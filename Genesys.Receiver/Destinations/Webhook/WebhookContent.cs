using System.Net;

namespace Genesys.Receiver.Destinations.Webhook;

/// <summary>
/// A request's body. A consumer may answer, 413 above all, and reset the connection before it has read all of it: then
/// its answer is there to be read, and says more than that the rest couldn't be sent.
/// </summary>
internal sealed class WebhookContent(ReadOnlyMemory<byte> body) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(body, cancellationToken);
        }
        catch (IOException)
        {
            // Where there is no answer, reading it fails too.
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
