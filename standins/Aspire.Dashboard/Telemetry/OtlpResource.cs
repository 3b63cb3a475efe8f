using Aspire.Dashboard.Otlp.Protocol;

namespace Aspire.Dashboard.Telemetry;

/// <summary>What sent telemetry: a service, by its resource attributes.</summary>
public sealed class OtlpResource
{
    public const string UnknownName = "unknown_service";

    public OtlpResource(byte[] message)
    {
        Message = message;
        Attributes = Attribute.From(Resource.Parser.ParseFrom(message).Attributes);
        Name = Attribute.Find(Attributes, "service.name") is { Length: > 0 } name ? name : UnknownName;
        InstanceId = Attribute.Find(Attributes, "service.instance.id") ?? "";
    }

    /// <summary>The resource as it came, in protobuf.</summary>
    public byte[] Message { get; }

    public IReadOnlyList<Attribute> Attributes { get; }

    /// <summary><c>service.name</c>.</summary>
    public string Name { get; }

    /// <summary><c>service.instance.id</c>; empty when there is none.</summary>
    public string InstanceId { get; }

    /// <summary>The name, with the instance behind it where there is one: unique where several replicas send.</summary>
    public string FullName => InstanceId.Length == 0 ? Name : $"{Name}-{InstanceId}";

    /// <summary>True once it sent spans.</summary>
    public bool HasTraces { get; set; }

    /// <summary>True once it sent log records.</summary>
    public bool HasLogs { get; set; }

    /// <summary>True once it sent metrics.</summary>
    public bool HasMetrics { get; set; }

    public bool IsCalled(string name) => Name == name || FullName == name;
}
