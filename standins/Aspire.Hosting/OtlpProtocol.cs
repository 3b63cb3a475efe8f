namespace Aspire.Hosting;

/// <summary>How telemetry is exported.</summary>
public enum OtlpProtocol
{
    Grpc,
    HttpProtobuf,
    HttpJson,
}
