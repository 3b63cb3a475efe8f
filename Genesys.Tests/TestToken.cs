namespace Genesys.Tests;

/// <summary>What every test hands to what it calls, used everywhere without the type's name.</summary>
internal static class TestToken
{
    /// <summary>Cancelled when the test is: nothing that it waits for outlives it.</summary>
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
