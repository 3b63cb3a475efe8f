using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Patterns;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Metric filters of a log group. No metric comes of them.</summary>
internal static class MetricFilters
{
    private static readonly TextRule Metric = new(0, 255, "[^:*$]*");

    // The model has the same pattern for namespaces as for names, but CloudWatch's namespaces may hold a colon:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
    private static readonly TextRule Namespace = new(0, 255, "[^*$]*");
    private static readonly TextRule Value = new(0, 100);

    private static readonly (string Member, JsonValueKind Kind)[] OptionalMembers =
        [("defaultValue", JsonValueKind.Number), ("dimensions", JsonValueKind.Object), ("unit", JsonValueKind.String)];

    private static readonly ResourceKind Kind = new(
        "filterName", "metricFilters", (call, parameters) => Names.RequiredGroup(call, parameters).MetricFilters,
        _ => ApiException.NotFound("The specified metric filter does not exist."))
    {
        PrefixMember = "filterNamePrefix",
    };

    internal sealed class PutMetricFilter(LogStore store) : PutResource(Kind)
    {
        protected override Func<Resource?, Resource> Read(CallContext call, Parameters parameters, string name)
        {
            var groupName = Names.Group(parameters);
            var pattern = TextRule.FilterPattern.Required(parameters, "filterPattern");
            var transformation = Transformation(parameters);
            var onTransformed = parameters.Flag("applyOnTransformedLogs") ?? false;
            var parsed = FilterPatternParser.Parse(pattern);
            if (transformation["dimensions"] is JsonObject { Count: > 0 })
            {
                CheckDimensions(parsed, transformation);
            }

            return before => new Resource(name, new JsonObject
            {
                ["filterName"] = name,
                ["filterPattern"] = pattern,
                ["metricTransformations"] = new JsonArray(transformation),
                ["creationTime"] = before?.Description["creationTime"]?.GetValue<long>() ?? store.Now,
                ["logGroupName"] = groupName,
                ["applyOnTransformedLogs"] = onTransformed,
            });
        }

        private static JsonObject Transformation(Parameters parameters)
        {
            var transformations = parameters.Structures("metricTransformations")
                ?? throw ApiException.Missing("metricTransformations");
            Limits.CheckLength("metricTransformations", transformations.Count, 1, 1);
            var given = transformations[0];
            var transformation = new JsonObject
            {
                ["metricName"] = Text(given, "metricName", Metric),
                ["metricNamespace"] = Text(given, "metricNamespace", Namespace),
                ["metricValue"] = Text(given, "metricValue", Value),
            };
            foreach (var (member, kind) in OptionalMembers)
            {
                if (given[member] is { } value)
                {
                    transformation[member] = value.GetValueKind() == kind
                        ? value.DeepClone()
                        : throw ApiException.Serialization();
                }
            }

            return transformation;
        }

        private static string Text(JsonObject given, string member, TextRule rule)
        {
            var path = $"metricTransformations.1.member.{member}";
            var value = given[member] switch
            {
                null => throw ApiException.Missing(path),
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
                throw ApiException.InvalidParameter(
                    "Invalid metric transformation: dimensions and default value are mutually exclusive properties.");
            }
        }
    }

    internal sealed class DescribeMetricFilters() : DescribeResources(Kind)
    {
        protected override IEnumerable<(string Place, Resource Resource)> Find(CallContext call, Parameters parameters)
        {
            var groupName = Names.OptionalGroup(parameters);
            var metric = Metric.Optional(parameters, "metricName");
            var space = Namespace.Optional(parameters, "metricNamespace");
            if (metric is null != space is null)
            {
                throw ApiException.InvalidParameter("metricName and metricNamespace must be given both or neither.");
            }

            LogGroup[] groups = groupName is null ? call.Region.ToArray() : [Names.RequiredGroup(call, parameters)];
            return groups
                .SelectMany(
                    group => group.MetricFilters.ToArray().Select(filter => ($"{group.Name}:{filter.Name}", filter)))
                .Where(item => metric is null
                    || item.filter.Description["metricTransformations"]![0] is { } transformation
                    && transformation["metricName"]!.GetValue<string>() == metric
                    && transformation["metricNamespace"]!.GetValue<string>() == space);
        }
    }

    internal sealed class DeleteMetricFilter() : DeleteResource(Kind);
}
