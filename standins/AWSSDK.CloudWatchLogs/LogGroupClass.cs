using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>Class of a log group.</summary>
public class LogGroupClass : ConstantClass
{
    public static readonly LogGroupClass DELIVERY = new("DELIVERY");

    public static readonly LogGroupClass INFREQUENT_ACCESS = new("INFREQUENT_ACCESS");

    public static readonly LogGroupClass STANDARD = new("STANDARD");

    public LogGroupClass(string value)
        : base(value)
    {
    }

    public static LogGroupClass FindValue(string value) => FindValue<LogGroupClass>(value);

    public static implicit operator LogGroupClass(string value) => FindValue(value);
}
