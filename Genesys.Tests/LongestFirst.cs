using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Genesys.Tests.LongestFirst))]

namespace Genesys.Tests;

/// <summary>
/// The classes that take longest begin first, so that no long one is left to run alone when the others have ended. The
/// rest follows by name.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // Of a run on two cores, longest first; one that isn't here takes less than all of these.
    private static readonly string[] Longest =
    [
        "BrowserTests", AppHost.StackCollection.Name, "LifetimeTests", "PostgresHandOverTests", "PostgresPlanTests",
        "EndToEnd.HandOverTests", "EndToEnd.CrashTests", "EndToEnd.ClockJumpTests", "PostgresAskingTests",
        "FailingDiskTests", "SupplyChain.DependencyTests", "LostEventsTests", "JobCrashTests", "PostgresContractTests",
        "Console.PageTests", "SqliteHandOverTests", "RedriveTests", "SqliteAskingTests", "OtherLibraryTests",
        "Processing.OverloadTests", "Commands.CommandTests", "DeliveryPumpTests", "GenesysCloud.TokenTests",
        "AnomalyPumpTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections
        .OrderBy(collection => RankOf(collection.TestCollectionDisplayName))
        .ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int RankOf(string name)
    {
        var rank = Array.FindIndex(Longest, one => name.Contains(one, StringComparison.Ordinal));
        return rank < 0 ? Longest.Length : rank;
    }
}
