using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Aspire.Dashboard.Otlp;

/// <summary>
/// OTLP over gRPC: the official services, but a request stays the bytes that it is. The generated classes would build an object for every
/// attribute that nobody may ever look at.
/// </summary>
internal sealed class OtlpGrpc(OtlpIntake intake)
{
    private Task<byte[]> Take(OtlpSignal signal, byte[] body)
    {
        var result = intake.Take(signal, body);
        return result.IsMalformed
            ? throw new RpcException(new Status(StatusCode.InvalidArgument, $"Not a valid OTLP export request of {signal.ToString().ToLowerInvariant()}"))
            : Task.FromResult(OtlpAnswer.Response(result));
    }

    internal sealed class Methods : IServiceMethodProvider<OtlpGrpc>
    {
        private static readonly Marshaller<byte[]> RawBytes = new(
            (bytes, context) => context.Complete(bytes),
            context => context.PayloadAsNewBuffer());

        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<OtlpGrpc> context)
        {
            Add("opentelemetry.proto.collector.trace.v1.TraceService", OtlpSignal.Traces);
            Add("opentelemetry.proto.collector.logs.v1.LogsService", OtlpSignal.Logs);
            Add("opentelemetry.proto.collector.metrics.v1.MetricsService", OtlpSignal.Metrics);

            void Add(string service, OtlpSignal signal) => context.AddUnaryMethod(
                new Method<byte[], byte[]>(MethodType.Unary, service, "Export", RawBytes, RawBytes),
                [],
                (grpc, request, _) => grpc.Take(signal, request));
        }
    }
}
