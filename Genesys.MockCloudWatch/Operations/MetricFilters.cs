using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Patterns;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Metric filters are kept and described; no metric comes of them.</summary>
internal static class MetricFilters
{
    private static readonly TextRule Metric = new(0, 255, "[^:*$]*");

    // The model has the same pattern for namespaces as for names, but CloudWatch's namespaces may hold a colon:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
    private static readonly TextRule Namespace = new(0, 255, "[^*$]*");
    private static readonly TextRule Value = new(0, 100);

    internal sealed class PutMetricFilter(LogStore store) : IOperation
    {
        public string Name => nameof(PutMetricFilter);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var groupName = Names.Group(parameters);
            var name = TextRule.Name.Required(parameters, "filterName");
            var pattern = TextRule.FilterPattern.Required(parameters, "filterPattern");
            var transformation = Transformation(parameters);
            var parsed = FilterPattern.Parse(pattern);
            if (transformation["dimensions"] is JsonObject { Count: > 0 })
            {
                CheckDimensions(parsed, transformation);
            }

            var group = call.Region.Find(groupName) ?? throw ApiException.NoGroup();
            var filter = group.MetricFilters.Put(name, before => new Resource(name, new JsonObject
            {
                ["filterName"] = name,
                ["filterPattern"] = pattern,
                ["metricTransformations"] = new JsonArray(transformation),
                ["creationTime"] = before?.Description["creationTime"]?.GetValue<long>() ?? store.Now,
                ["logGroupName"] = groupName,
                ["applyOnTransformedLogs"] = parameters.Flag("applyOnTransformedLogs") ?? false,
            }));
            if (filter is null)
            {
                throw ApiException.LimitExceeded();
            }
        }

        private static JsonObject Transformation(Parameters parameters)
        {
            var transformations = parameters.Structures("metricTransformations") ?? throw Names.Missing("metricTransformations");
            if (transformations.Count != 1)
            {
                throw ApiException.Constraint("", "metricTransformations", transformations.Count == 0 ? "Member must have length greater than or equal to 1" : "Member must have length less than or equal to 1");
            }

            var given = transformations[0];
            var transformation = new JsonObject
            {
                ["metricName"] = Text(given, "metricName", Metric),
                ["metricNamespace"] = Text(given, "metricNamespace", Namespace),
                ["metricValue"] = Text(given, "metricValue", Value),
            };
            foreach (var (member, kind) in (ReadOnlySpan<(string, JsonValueKind)>)[("defaultValue", JsonValueKind.Number), ("dimensions", JsonValueKind.Object), ("unit", JsonValueKind.String)])
            {
                if (given[member] is { } value)
                {
                    transformation[member] = value.GetValueKind() == kind ? value.DeepClone() : throw ApiException.Serialization();
                }
            }

            return transformation;
        }

        private static string Text(JsonObject given, string member, TextRule rule)
        {
            var path = $"metricTransformations.1.member.{member}";
            var value = given[member] switch
            {
                null => throw Names.Missing(path),
                JsonValue text when text.GetValueKind() is JsonValueKind.String => text.GetValue<string>(),
                _ => throw ApiException.Serialization(),
            };
            rule.Check(value, path);
            return value;
        }

        private static void CheckDimensions(FilterPattern pattern, JsonObject transformation)
        {
            if (!pattern.HasFields)
            {
                throw ApiException.InvalidParameter("The specified filter pattern does not support dimensions");
            }

            if (transformation["defaultValue"] is not null)
            {
                throw ApiException.InvalidParameter("Invalid metric transformation: dimensions and default value are mutually exclusive properties.");
            }
        }
    }

    internal sealed class DescribeMetricFilters : IOperation
    {
        public string Name => nameof(DescribeMetricFilters);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var groupName = Names.OptionalGroup(parameters);
            var prefix = TextRule.Name.Optional(parameters, "filterNamePrefix");
            var metric = Metric.Optional(parameters, "metricName");
            var space = Namespace.Optional(parameters, "metricNamespace");
            if (metric is null != space is null)
            {
                throw ApiException.InvalidParameter("metricName and metricNamespace must be given both or neither.");
            }

            LogGroup[] groups = groupName is null ? call.Region.ToArray() : [call.Region.Find(groupName) ?? throw ApiException.NoGroup()];
            var filters = groups
                .SelectMany(group => group.MetricFilters.ToArray().Select(filter => (Place: $"{group.Name}:{filter.Name}", Filter: filter)))
                .Where(item => prefix is null || item.Filter.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Where(item => metric is null || item.Filter.Description["metricTransformations"]![0] is { } transformation
                    && transformation["metricName"]!.GetValue<string>() == metric && transformation["metricNamespace"]!.GetValue<string>() == space);
            ResourcePage.Write(call, parameters, "metricFilters", $"{groupName} {prefix} {metric} {space}", filters.Select(item => (item.Place, item.Filter.Description)));
        }
    }

    internal sealed class DeleteMetricFilter : IOperation
    {
        public string Name => nameof(DeleteMetricFilter);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var groupName = Names.Group(parameters);
            var name = TextRule.Name.Required(parameters, "filterName");
            var group = call.Region.Find(groupName) ?? throw ApiException.NoGroup();
            if (!group.MetricFilters.Remove(name))
            {
                throw ApiException.NotFound("The specified metric filter does not exist.");
            }
        }
    }
}
