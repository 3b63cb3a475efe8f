namespace Amazon.CloudWatchLogs.Model;

/// <summary>Why an entity was refused.</summary>
public partial class RejectedEntityInfo
{
    /// <summary>The reason.</summary>
    public EntityRejectionErrorType? ErrorType { get; set; }
}
