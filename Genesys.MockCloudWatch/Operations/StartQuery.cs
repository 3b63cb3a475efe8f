using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Logs Insights isn't here.</summary>
internal sealed class StartQuery : IOperation
{
    public string Name => nameof(StartQuery);

    public void Answer(CallContext call) => throw ApiException.InvalidParameter(
        "Logs Insights queries are not supported by this CloudWatch Logs mock. Use FilterLogEvents with a filter pattern.");
}
