using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>What an operator may do.</summary>
[JsonConverter(typeof(CamelCase<OperatorRole>))]
public enum OperatorRole
{
    /// <summary>Reads.</summary>
    Reader,

    /// <summary>Reads and acts.</summary>
    Operator,
}

/// <summary>Whom the receiver takes the caller for.</summary>
public sealed record OperatorIdentity
{
    /// <summary>The name that the audit has; absent when the key has none.</summary>
    public string? Name { get; init; }

    /// <summary>What may be done.</summary>
    public required OperatorRole Role { get; init; }

    /// <summary>Whether a delivery may be read in clear.</summary>
    public required bool PersonalData { get; init; }
}

/// <summary>What the receiver is, for pages that show it.</summary>
public sealed record ReceiverInfo
{
    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Development, Production, …</summary>
    public required string Environment { get; init; }

    /// <summary>Sqlite or Postgres.</summary>
    public required string Journal { get; init; }

    /// <summary>For how long what is finished can be found, in seconds.</summary>
    public required double RetentionSeconds { get; init; }

    /// <summary>The log group of the anomalies in CloudWatch.</summary>
    public required string LogGroup { get; init; }

    /// <summary>The region of CloudWatch; absent when nothing says it.</summary>
    public string? Region { get; init; }
}

/// <summary>What the receiver says of its health.</summary>
public sealed record Health
{
    /// <summary>Healthy, Degraded or Unhealthy.</summary>
    public required string Status { get; init; }

    /// <summary>The same of each dependency.</summary>
    public IReadOnlyDictionary<string, HealthCheck> Checks { get; init; } = new Dictionary<string, HealthCheck>(
        StringComparer.Ordinal);
}

/// <summary>The health of one dependency.</summary>
/// <param name="Status">Healthy, Degraded or Unhealthy.</param>
/// <param name="Description">What is wrong and what to do; absent when nothing is.</param>
public sealed record HealthCheck(string Status, string? Description = null);
