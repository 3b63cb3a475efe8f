using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake.Authentication;
using Genesys.Receiver.Intake.Bodies;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Intake;

/// <summary>
/// What comes before the work of every route but <c>/alive</c> and <c>/health</c>: no requests of other sites' pages,
/// the rate limits, the credentials. The body of a request that isn't admitted is read to its end and kept nowhere: its
/// caller sends it whole before it reads the answer.
/// </summary>
internal sealed class Admission(
    IHostApplicationLifetime lifetime, RateLimits limits, BodyReader bodies, IConfiguration configuration)
{
    private static readonly AdmissionResult Anyone = AdmissionResult.Admitted("");

    // "*", the framework's default, doesn't say that a public name is this service's.
    private readonly string[] _hosts = [.. (configuration[CrossSiteRequests.AllowedHostsKey] ?? "")
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(host => host != "*")];

    /// <summary>Decides whether a request is admitted.</summary>
    public async ValueTask<AdmissionResult> AdmitAsync(HttpContext context, AdmissionPolicy policy)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return AdmissionResult.Refused(OutcomeKind.Draining);
        }

        if (CrossSiteRequests.IsChangeOfAnotherSite(context.Request)
            || (policy.OnlyUnderOwnNames && !CrossSiteRequests.IsOwnHost(context.Request.Host.Host, _hosts)))
        {
            return await RefuseAsync(context, OutcomeKind.CrossSite);
        }

        if (policy.Authenticator is not { } authenticator)
        {
            return limits.TryTake(CallerKind.Unauthenticated)
                ? Anyone
                : AdmissionResult.Refused(OutcomeKind.RateLimited);
        }

        var caller = await authenticator.AuthenticateAsync(context.Request.Headers, context.RequestAborted);
        if (caller.Credential is { } credential)
        {
            if (caller.User is { } user)
            {
                context.User = user;
            }

            return limits.TryTake(policy.Kind, credential)
                ? AdmissionResult.Admitted(credential)
                : AdmissionResult.Refused(OutcomeKind.RateLimited);
        }

        if (caller.Status == AuthenticationStatus.Undecided)
        {
            return await RefuseAsync(context, OutcomeKind.IssuerUnavailable);
        }

        var refused = await RefuseAsync(context, OutcomeKind.Unauthenticated);
        if (refused.Refusal == OutcomeKind.Unauthenticated && policy.RejectStatus == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = authenticator.Challenge;
        }

        return refused;
    }

    private async ValueTask<AdmissionResult> RefuseAsync(HttpContext context, OutcomeKind outcome) =>
        AdmissionResult.Refused(
        limits.TryTake(CallerKind.Unauthenticated)
            ? BodyRefusal.Of(await bodies.DiscardAsync(context))?.Outcome ?? outcome
            : OutcomeKind.RateLimited);
}
