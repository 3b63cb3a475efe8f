using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class PutRetentionPolicy : IOperation
{
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    private static readonly int[] Days =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public string Name => nameof(PutRetentionPolicy);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var name = Names.Group(parameters);
        var days = parameters.Number("retentionInDays") ?? throw Names.Missing("retentionInDays");
        if (!Array.Exists(Days, allowed => allowed == days))
        {
            throw ApiException.Constraint(
                $"'{days}' ", "retentionInDays", $"Member must satisfy enum value set: [{string.Join(", ", Days)}]");
        }

        var group = call.Region.Find(name) ?? throw ApiException.NoGroup();
        lock (group.Gate)
        {
            group.RetentionInDays = (int)days;
        }
    }
}
