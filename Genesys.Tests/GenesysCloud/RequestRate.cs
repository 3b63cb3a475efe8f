namespace Genesys.Tests.GenesysCloud;

/// <summary>How dense requests were.</summary>
internal static class RequestRate
{
    /// <summary>How many of the moments, which rise, were within any time of a length.</summary>
    public static int MostWithin(IReadOnlyList<TimeSpan> moments, TimeSpan length)
    {
        var most = 0;
        for (int first = 0, last = 0; last < moments.Count; last++)
        {
            while (moments[last] - moments[first] >= length)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
