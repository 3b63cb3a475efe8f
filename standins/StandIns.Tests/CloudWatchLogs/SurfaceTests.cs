using Amazon.CloudWatchLogs;
using Amazon.Runtime;

namespace StandIns.Tests.CloudWatchLogs;

/// <summary>
/// Holds the stand-in against <c>surface.txt</c>, the signatures of AWSSDK.CloudWatchLogs 4 for the operations that
/// it offers.
/// </summary>
public class SurfaceTests
{
    private static readonly string[] Real = Surface.Listed("CloudWatchLogs.surface.txt");
    private static readonly string[] Offered = Surface.Of(typeof(IAmazonCloudWatchLogs).Assembly);

    [Fact]
    public void EveryPublicMember_IsOneOfTheRealPackage() => Assert.Empty(Offered.Except(Real, StringComparer.Ordinal));

    [Fact]
    public void EveryMemberOfTheRealPackageForTheseOperations_IsOffered() =>
        Assert.Empty(Real.Except(Offered, StringComparer.Ordinal));

    [Fact]
    public void Exceptions_DeriveFromTheServicesOwn()
    {
        var exceptions = typeof(IAmazonCloudWatchLogs).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(Exception))).ToArray();

        Assert.All(exceptions, type => Assert.True(type.IsAssignableTo(typeof(AmazonCloudWatchLogsException))));
        Assert.True(typeof(AmazonCloudWatchLogsException).IsSubclassOf(typeof(AmazonServiceException)));
    }

    [Fact]
    public void Client_IsAServiceClientOfTheSdksCore()
    {
        Assert.True(typeof(AmazonCloudWatchLogsClient).IsSubclassOf(typeof(AmazonServiceClient)));
        Assert.True(typeof(AmazonCloudWatchLogsConfig).IsSubclassOf(typeof(ClientConfig)));
    }
}
