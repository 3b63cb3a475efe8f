using Genesys.Receiver.Client;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Genesys.Receiver.Admin;

/// <summary>What would be said of a payload; nothing of it is recorded.</summary>
internal sealed class PayloadEndpoints(DeliveryValidator validator, AllowedSenders senders)
{
    public async Task<Ok<PayloadReport>> ValidateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return TypedResults.Ok(
            PayloadReports.Of(senders.Judge(validator.Judge(body.GetBuffer().AsMemory(0, (int)body.Length)))));
    }
}
