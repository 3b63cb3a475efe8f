using System.Globalization;

namespace Genesys.MockGenesys.ContactCentre;

/// <summary>ISO 8601 in UTC with milliseconds, as every moment of the Platform API.</summary>
internal static class Iso8601
{
    public static string Write(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
