using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>An operation that reads its parameters one by one. Its class has the operation's name.</summary>
internal abstract class Operation : IOperation
{
    protected Operation() => Name = GetType().Name;

    public string Name { get; }

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        Answer(call, parameters);
    }

    protected abstract void Answer(CallContext call, Parameters parameters);
}
