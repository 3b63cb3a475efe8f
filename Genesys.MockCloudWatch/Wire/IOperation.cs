namespace Genesys.MockCloudWatch.Wire;

/// <summary>One operation of CloudWatch Logs.</summary>
internal interface IOperation
{
    /// <summary>The operation's name, as in <c>X-Amz-Target: Logs_20140328.Name</c>.</summary>
    string Name { get; }

    /// <summary>Answers a call by writing JSON to its output, or nothing for an empty answer.</summary>
    /// <exception cref="ApiException">The call is refused.</exception>
    void Answer(CallContext call);
}
