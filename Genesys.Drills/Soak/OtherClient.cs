using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Genesys.Drills.Soak;

/// <summary>Another client with the same credentials: it asks at its own rate and never looks at the limit.</summary>
internal sealed class OtherClient(HttpClient mock, double perSecond)
{
    public int Requests { get; private set; }

    public int Throttled { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (perSecond <= 0)
        {
            return;
        }

        var token = "";
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    token = token.Length > 0 ? token : await SignInAsync(cancellationToken);
                    using var request = new HttpRequestMessage(
                        HttpMethod.Get, $"/api/v2/conversations/{Guid.NewGuid()}");
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                    using var answer = await mock.SendAsync(request, cancellationToken);
                    Requests++;
                    Throttled += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
                    token = answer.StatusCode == HttpStatusCode.Unauthorized ? "" : token;
                }
                catch (HttpRequestException)
                {
                    // The outage is everybody's.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    private async Task<string> SignInAsync(CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", "client"), new("client_secret", "secret")]);
        using var answer = await mock.PostAsync("/oauth/token", form, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return body.RootElement.GetProperty("access_token").GetString()!;
    }
}
