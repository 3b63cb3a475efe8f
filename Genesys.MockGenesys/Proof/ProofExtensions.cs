using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Sender;
using Genesys.ServiceDefaults;

namespace Genesys.MockGenesys.Proof;

internal static class ProofExtensions
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static void AddProof(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProofOptions>()
            .Bind(builder.Configuration.GetSection(ProofOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddHttpClient(JournalReader.ClientName).AddStandardResilience();
        builder.Services.AddSingleton<JournalReader>();
        builder.Services.AddSingleton<CloudWatchReader>();
        builder.Services.AddSingleton<Prover>();
    }

    /// <summary>
    /// <c>GET /mock/proof</c>: 200 when nothing is lost, 409 when something is; <c>?wait=60</c> waits so many seconds
    /// for what is pending of that which was sent until then. What is sent meanwhile is always pending.
    /// </summary>
    public static void MapProof(this IEndpointRouteBuilder routes) => routes.MapGet("/mock/proof", ProveAsync);

    private static async Task<IResult> ProveAsync(
        Prover prover, Ledger ledger, TimeProvider clock, MonotonicClock monotonic, int? wait,
        CancellationToken cancellationToken)
    {
        var until = monotonic.Now + TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, 3600));
        var last = ledger.Count().Published;
        var report = await prover.CompareAsync(last, cancellationToken);
        while (report.Verdict == ProofVerdict.Pending && monotonic.Now < until)
        {
            await Task.Delay(Pause, clock, cancellationToken);
            report = await prover.CompareAsync(last, cancellationToken);
        }

        return Results.Json(report, statusCode: report.Verdict == ProofVerdict.Lost ? 409 : 200);
    }
}
