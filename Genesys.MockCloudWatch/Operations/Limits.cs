using System.Globalization;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Checks of numbers, lists and tags against the API's model.</summary>
internal static class Limits
{
    private const int MaxTags = 50;

    public static int Limit(Parameters parameters, int max, int otherwise)
    {
        var limit = parameters.Number("limit");
        return limit switch
        {
            null => otherwise,
            < 1 => throw ApiException.Constraint(limit, "limit", "Member must have value greater than or equal to 1"),
            _ when limit > max => throw ApiException.Constraint(
                limit, "limit", string.Create(
                    CultureInfo.InvariantCulture, $"Member must have value less than or equal to {max}")),
            _ => (int)limit,
        };
    }

    /// <summary>A moment in ms since 1970.</summary>
    public static long? Moment(Parameters parameters, string member)
    {
        var value = parameters.Number(member);
        return value is < 0
            ? throw ApiException.Constraint(value, member, "Member must have value greater than or equal to 0")
            : value;
    }

    /// <summary>A moment that must be given.</summary>
    public static long RequiredMoment(Parameters parameters, string member) =>
        Moment(parameters, member) ?? throw ApiException.Missing(member);

    public static string? OneOf(
        Parameters parameters, string member, string[] values, string error = ApiException.InvalidParameterType)
    {
        var value = parameters.Text(member);
        return value is null || values.Contains(value, StringComparer.Ordinal)
            ? value
            : throw ApiException.Constraint(
                value, member, $"Member must satisfy enum value set: [{string.Join(", ", values)}]", error);
    }

    /// <summary>Checks how many items a list or a map has.</summary>
    public static void CheckLength(
        string member, int length, int min, int max, string error = ApiException.InvalidParameterType)
    {
        if (ApiException.LengthConstraint(length, min, max) is { } constraint)
        {
            throw ApiException.ConstraintWithoutValue(member, constraint, error);
        }
    }

    /// <summary>Tags to add: 1 to 50, keys of 1 to 128 and values of up to 256 characters.</summary>
    public static Dictionary<string, string>? Tags(Parameters parameters)
    {
        var tags = parameters.Map("tags");
        if (tags is null)
        {
            return null;
        }

        CheckLength("tags", tags.Count, 1, MaxTags);
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw ApiException.ConstraintWithoutValue(
                    "tags", "Map keys must have length between 1 and 128 and must not start with aws:");
            }

            if (value.Length > 256)
            {
                throw ApiException.ConstraintWithoutValue(
                    "tags", "Map value must satisfy constraint: [Member must have length less than or equal to 256]");
            }
        }

        return tags;
    }
}
