namespace Amazon.CloudWatchLogs.Model;

/// <summary>The entity that log events belong to.</summary>
public partial class Entity
{
    /// <summary>At most 10 further attributes.</summary>
    public Dictionary<string, string>? Attributes { get; set; }

    /// <summary>2 to 4 attributes that identify it.</summary>
    public Dictionary<string, string>? KeyAttributes { get; set; }
}
