using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Resource policies of the account. Nothing is allowed or denied by them.</summary>
internal static class ResourcePolicies
{
    private static readonly TextRule Document = new(1, 51_200);
    private static readonly string[] Scopes = ["ACCOUNT", "RESOURCE"];

    private static readonly ResourceKind Kind = new(
        "policyName", "resourcePolicies", PoliciesOfTheAccount,
        name => ApiException.NotFound($"Policy with name [{name}] does not exist."))
    {
        Member = "resourcePolicy",
        NameRule = new TextRule(1, 512),
    };

    private static ResourceTable PoliciesOfTheAccount(CallContext call, Parameters parameters) =>
        parameters.Text("resourceArn") is null ? call.Region.ResourcePolicies : throw ApiException.InvalidParameter(
            "Policies of one log group (resourceArn) are not supported by this CloudWatch Logs mock; policies of the "
            + "account are.");

    internal sealed class PutResourcePolicy(LogStore store) : PutResource(Kind)
    {
        protected override Func<Resource?, Resource> Read(CallContext call, Parameters parameters, string name)
        {
            var document = Document.Required(parameters, "policyDocument");
            CheckDocument(document);
            return before => new Resource(name, new JsonObject
            {
                ["policyName"] = name,
                ["policyDocument"] = document,
                // Differs from the update before, also within one millisecond.
                ["lastUpdatedTime"] = Math.Max(
                    store.Now, (before?.Description["lastUpdatedTime"]?.GetValue<long>() ?? 0) + 1),
                ["policyScope"] = "ACCOUNT",
            });
        }

        private static void CheckDocument(string document)
        {
            try
            {
                using var json = JsonDocument.Parse(document);
                if (json.RootElement.ValueKind is JsonValueKind.Object)
                {
                    return;
                }
            }
            catch (JsonException)
            {
                // It isn't JSON: said below.
            }

            throw ApiException.InvalidParameter("The policy document is not a JSON object.");
        }
    }

    internal sealed class DescribeResourcePolicies() : DescribeResources(Kind)
    {
        protected override IEnumerable<(string Place, Resource Resource)> Find(
            CallContext call, Parameters parameters) =>
            Limits.OneOf(parameters, "policyScope", Scopes) == "RESOURCE" || parameters.Text("resourceArn") is not null
                ? []
                : base.Find(call, parameters);
    }

    internal sealed class DeleteResourcePolicy() : DeleteResource(Kind);
}
