using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Deliveries;

/// <summary>The policy of a delivery destination, kept in its description.</summary>
internal static class DeliveryDestinationPolicies
{
    public const string Member = "deliveryDestinationPolicy";
    private static readonly TextRule Policy = new(1, 51_200, null, "ValidationException");

    private static void Change(CallContext call, string name, string? policy)
    {
        var found = call.Region.DeliveryDestinations.Change(name, before =>
        {
            var description = before.Description.DeepClone().AsObject();
            description.Remove(Member);
            if (policy is not null)
            {
                description[Member] = policy;
            }

            return before with { Description = description };
        });
        if (!found)
        {
            throw DeliveryRules.NoDestination();
        }
    }

    private static void Write(CallContext call, string? policy) =>
        ResourcePage.WriteOne(call, "policy", policy is null ? [] : new JsonObject { [Member] = policy });

    internal sealed class PutDeliveryDestinationPolicy : IOperation
    {
        public string Name => nameof(PutDeliveryDestinationPolicy);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var name = DeliveryRules.Name.Required(parameters, "deliveryDestinationName");
            var policy = Policy.Required(parameters, Member);
            Change(call, name, policy);
            Write(call, policy);
        }
    }

    internal sealed class GetDeliveryDestinationPolicy : IOperation
    {
        public string Name => nameof(GetDeliveryDestinationPolicy);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var name = DeliveryRules.Name.Required(parameters, "deliveryDestinationName");
            Write(call, (call.Region.DeliveryDestinations.Find(name) ?? throw DeliveryRules.NoDestination())[Member]);
        }
    }

    internal sealed class DeleteDeliveryDestinationPolicy : IOperation
    {
        public string Name => nameof(DeleteDeliveryDestinationPolicy);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            Change(call, DeliveryRules.Name.Required(parameters, "deliveryDestinationName"), null);
        }
    }
}
