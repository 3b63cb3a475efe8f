using System.Net;
using System.Net.Http.Headers;

namespace Genesys.Benchmarks.Otlp;

/// <summary>Sends export requests over OTLP/gRPC or OTLP/HTTP, on a connection of its own.</summary>
internal sealed class SpanSender : IDisposable
{
    private static readonly MediaTypeHeaderValue _grpcType = new("application/grpc");
    private static readonly MediaTypeHeaderValue _protobufType = new("application/x-protobuf");

    private readonly HttpClient _http;
    private readonly bool _grpc;

    public SpanSender(Uri address, bool grpc)
    {
        _grpc = grpc;
        _http = new HttpClient { BaseAddress = address };
    }

    public async Task SendAsync(byte[] request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _grpc ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces")
        {
            Content = new ByteArrayContent(_grpc ? Framed(request) : request),
        };
        message.Content.Headers.ContentType = _grpc ? _grpcType : _protobufType;
        if (_grpc)
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }

        using var response = await _http.SendAsync(message);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (_grpc && !(response.TrailingHeaders.TryGetValues("grpc-status", out var status) && status.First() == "0"))
        {
            throw new HttpRequestException("the dashboard answered with another grpc-status than 0");
        }

        // A partial_success would be longer than an empty message with its frame.
        if (answer.Length > (_grpc ? 5 : 0))
        {
            throw new HttpRequestException("the dashboard did not take all spans");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Behind a byte for "not compressed" and the length, big-endian (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).</summary>
    private static byte[] Framed(byte[] message)
    {
        var frame = new byte[message.Length + 5];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
