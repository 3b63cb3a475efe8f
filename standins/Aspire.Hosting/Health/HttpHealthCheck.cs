using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Healthy when a GET answers with the status that is expected.</summary>
internal sealed class HttpHealthCheck(IHttpClientFactory clients, Func<Uri?> baseAddress, string? path, int statusCode) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (baseAddress() is not { } address)
        {
            return HealthCheckResult.Unhealthy("The endpoint has no address yet.");
        }

        var url = path is null ? address : new Uri(address, path);
        using var client = clients.CreateClient(HealthServices.ClientName);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        giveUp.CancelAfter(Timeout);
        try
        {
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, giveUp.Token).ConfigureAwait(false);
            return (int)response.StatusCode == statusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{url} answered {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)} where {statusCode.ToString(CultureInfo.InvariantCulture)} was expected.");
        }
        catch (HttpRequestException exception)
        {
            return HealthCheckResult.Unhealthy($"Request to {url} failed: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"Request to {url} did not complete within {Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.");
        }
    }
}
