using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>Order of a list of log streams.</summary>
public class OrderBy : ConstantClass
{
    public static readonly OrderBy LastEventTime = new("LastEventTime");

    public static readonly OrderBy LogStreamName = new("LogStreamName");

    public OrderBy(string value)
        : base(value)
    {
    }

    public static OrderBy FindValue(string value) => FindValue<OrderBy>(value);

    public static implicit operator OrderBy(string value) => FindValue(value);
}
