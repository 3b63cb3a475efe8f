using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>One operation in the protocol AWS JSON 1.1.</summary>
internal static class JsonOperation
{
    public static InvokeOptions Create<TRequest, TResponse>(
        string name, Action<Utf8JsonWriter, TRequest> write, Func<JsonElement, TResponse>? read = null)
        where TRequest : AmazonCloudWatchLogsRequest
        where TResponse : AmazonWebServiceResponse, new() => new()
        {
            RequestMarshaller = new RequestMarshaller<TRequest>(name, write),
            ResponseUnmarshaller = new ResponseReader<TResponse>(read),
        };

    private sealed class RequestMarshaller<TRequest>(string name, Action<Utf8JsonWriter, TRequest> write)
        : IMarshaller<IRequest, AmazonWebServiceRequest>
        where TRequest : AmazonCloudWatchLogsRequest
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var body = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true }))
            {
                writer.WriteStartObject();
                write(writer, (TRequest)input);
                writer.WriteEndObject();
            }

            var request = new DefaultRequest(input, "Amazon.CloudWatchLogs") { HttpMethod = "POST", ResourcePath = "/" };
            request.Headers["X-Amz-Target"] = "Logs_20140328." + name;
            request.Headers["Content-Type"] = "application/x-amz-json-1.1";
            request.Headers[Amazon.Util.HeaderKeys.XAmzApiVersion] = "2014-03-28";
            request.Content = body.WrittenSpan.ToArray();
            return request;
        }
    }

    private sealed class ResponseReader<TResponse>(Func<JsonElement, TResponse>? read) : JsonResponseUnmarshaller
        where TResponse : AmazonWebServiceResponse, new()
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            if (read is null)
            {
                return new TResponse();
            }

            using var document = JsonDocument.Parse(input.Stream);
            return read(document.RootElement);
        }

        public override AmazonServiceException UnmarshallException(
            JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var reader = new StreamingUtf8JsonReader(input.Stream);
            var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
            return ModelledErrors.Create(error, innerException, statusCode);
        }
    }
}
