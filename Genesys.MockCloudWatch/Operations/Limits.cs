using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Checks of numbers, lists and tags against the API's model.</summary>
internal static class Limits
{
    public static int Limit(Parameters parameters, int max, int otherwise)
    {
        var limit = parameters.Number("limit");
        return limit switch
        {
            null => otherwise,
            < 1 => throw ApiException.Constraint($"'{limit}' ", "limit", "Member must have value greater than or equal to 1"),
            _ when limit > max => throw ApiException.Constraint($"'{limit}' ", "limit", $"Member must have value less than or equal to {max}"),
            _ => (int)limit,
        };
    }

    /// <summary>A moment in ms since 1970.</summary>
    public static long? Moment(Parameters parameters, string member)
    {
        var value = parameters.Number(member);
        return value is < 0
            ? throw ApiException.Constraint($"'{value}' ", member, "Member must have value greater than or equal to 0")
            : value;
    }

    public static string? OneOf(Parameters parameters, string member, string[] values)
    {
        var value = parameters.Text(member);
        return value is null || values.Contains(value, StringComparer.Ordinal)
            ? value
            : throw ApiException.Constraint(Names.Quote(value), member, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");
    }

    /// <summary>Tags to add: 1 to 50, keys of 1 to 128 and values of up to 256 characters.</summary>
    public static Dictionary<string, string>? Tags(Parameters parameters)
    {
        var tags = parameters.Map("tags");
        if (tags is null)
        {
            return null;
        }

        if (tags.Count is 0 or > 50)
        {
            throw ApiException.Constraint("", "tags", tags.Count == 0 ? "Member must have length greater than or equal to 1" : "Member must have length less than or equal to 50");
        }

        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw ApiException.Constraint("", "tags", "Map keys must have length between 1 and 128 and must not start with aws:");
            }

            if (value.Length > 256)
            {
                throw ApiException.Constraint("", "tags", "Map value must satisfy constraint: [Member must have length less than or equal to 256]");
            }
        }

        return tags;
    }
}
