using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Resource policies of the account are kept and described; nothing is allowed or denied by them.</summary>
internal static class ResourcePolicies
{
    private static readonly TextRule PolicyName = new(1, 512);
    private static readonly TextRule Document = new(1, 51_200);
    private static readonly string[] Scopes = ["ACCOUNT", "RESOURCE"];

    private static ApiException OfOneResource() =>
        ApiException.InvalidParameter("Policies of one log group (resourceArn) are not supported by this CloudWatch Logs mock; policies of the account are.");

    internal sealed class PutResourcePolicy(LogStore store) : IOperation
    {
        public string Name => nameof(PutResourcePolicy);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            if (parameters.Text("resourceArn") is not null)
            {
                throw OfOneResource();
            }

            var name = PolicyName.Required(parameters, "policyName");
            var document = Document.Required(parameters, "policyDocument");
            CheckDocument(document);
            var policy = call.Region.ResourcePolicies.Put(name, before => new Resource(name, new JsonObject
            {
                ["policyName"] = name,
                ["policyDocument"] = document,

                // Tells every update from the one before, also those of one millisecond.
                ["lastUpdatedTime"] = Math.Max(store.Now, (before?.Description["lastUpdatedTime"]?.GetValue<long>() ?? 0) + 1),
                ["policyScope"] = "ACCOUNT",
            }));
            ResourcePage.WriteOne(call, "resourcePolicy", (policy ?? throw ApiException.LimitExceeded()).Description);
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
            }

            throw ApiException.InvalidParameter("The policy document is not a JSON object.");
        }
    }

    internal sealed class DescribeResourcePolicies : IOperation
    {
        public string Name => nameof(DescribeResourcePolicies);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var ofResource = Limits.OneOf(parameters, "policyScope", Scopes) == "RESOURCE" || parameters.Text("resourceArn") is not null;
            var policies = ofResource ? [] : call.Region.ResourcePolicies.ToArray();
            ResourcePage.Write(call, parameters, "resourcePolicies", $"{ofResource}", policies.Select(policy => (policy.Name, policy.Description)));
        }
    }

    internal sealed class DeleteResourcePolicy : IOperation
    {
        public string Name => nameof(DeleteResourcePolicy);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            if (parameters.Text("resourceArn") is not null)
            {
                throw OfOneResource();
            }

            var name = PolicyName.Required(parameters, "policyName");
            if (!call.Region.ResourcePolicies.Remove(name))
            {
                throw ApiException.NotFound($"Policy with name [{name}] does not exist.");
            }
        }
    }
}
