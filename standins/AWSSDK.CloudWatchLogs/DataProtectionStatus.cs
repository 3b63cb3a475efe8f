using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>State of a log group's data protection.</summary>
public class DataProtectionStatus : ConstantClass
{
    public static readonly DataProtectionStatus ACTIVATED = new("ACTIVATED");

    public static readonly DataProtectionStatus ARCHIVED = new("ARCHIVED");

    public static readonly DataProtectionStatus DELETED = new("DELETED");

    public static readonly DataProtectionStatus DISABLED = new("DISABLED");

    public DataProtectionStatus(string value)
        : base(value)
    {
    }

    public static DataProtectionStatus FindValue(string value) => FindValue<DataProtectionStatus>(value);

    public static implicit operator DataProtectionStatus(string value) => FindValue(value);
}
