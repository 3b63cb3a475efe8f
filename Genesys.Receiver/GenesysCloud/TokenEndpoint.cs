using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// One request for a token (client credentials, RFC 6749 section 4.4). Never throws for what the endpoint does.
/// </summary>
internal sealed class TokenEndpoint(
    IHttpClientFactory clients,
    GenesysEndpoints endpoints,
    IOptionsMonitor<GenesysOptions> genesys,
    IOptions<AttemptOptions> attempts,
    TimeProvider time)
{
    /// <summary>
    /// Name of the HTTP client: it has no pipeline, because <c>TokenSource</c> decides when to ask again.
    /// </summary>
    public const string ClientName = "genesys-login";

    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>
    /// Life of a token whose answer doesn't say: the shortest that an OAuth client can be given, 300 s.
    /// </summary>
    private static readonly TimeSpan UnstatedLife = TimeSpan.FromSeconds(300);

    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(48);

    public async Task<TokenAnswer> RequestAsync(CancellationToken cancellationToken)
    {
        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.GetToken, ActivityKind.Client);
        if (span is not null)
        {
            span.SetTag(ReceiverTelemetry.MethodKey, "POST");
            span.SetTag(ReceiverTelemetry.ServerAddressKey, endpoints.Token.Host);
            span.SetTag(ReceiverTelemetry.ServerPortKey, endpoints.Token.Port);
        }

        var answer = await SendAsync(span, cancellationToken);
        if (answer is not TokenAnswer.Granted)
        {
            span.Fail(answer is TokenAnswer.Unavailable unavailable ? unavailable.Reason : "misconfigured");
        }

        return span is null ? answer : answer with { Request = span.Context };
    }

    private async Task<TokenAnswer> SendAsync(Activity? span, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(attempts.Value.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = CreateRequest();
            using var client = clients.CreateClient(ClientName);
            using var response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            span?.SetTag(ReceiverTelemetry.StatusCodeKey, (int)response.StatusCode);
            var body = await BoundedContent.ReadAsync(response.Content, MaxAnswerBytes, either.Token);
            return Judge(response, body ?? default);
        }
        catch (Exception exception) when (ConnectionFailure.IsNoAnswer(exception, cancellationToken))
        {
            return new TokenAnswer.Unavailable(ConnectionFailure.WordFor(exception));
        }
    }

    private HttpRequestMessage CreateRequest()
    {
        // Once: they may be replaced in between.
        var credentials = genesys.CurrentValue;
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (endpoints.SendsCredentialsInForm)
        {
            form.Add(new("client_id", credentials.ClientId!));
            form.Add(new("client_secret", credentials.ClientSecret!));
        }

        var request = new HttpRequestMessage(
            HttpMethod.Post, endpoints.Token)
        { Content = new FormUrlEncodedContent(form) };
        // ISO-8859-1 is what Genesys' own SDK encodes the pair in.
        var pair = Encoding.Latin1.GetBytes($"{credentials.ClientId}:{credentials.ClientSecret}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private TokenAnswer Judge(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created => Read(body, status),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                new TokenAnswer.Unavailable(
                    Reasons.Http(status), status, RetryAfter.Read(response.Headers, time.GetUtcNow())),
            HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized => new TokenAnswer.Misconfigured(
                $"Genesys Cloud refuses the client credentials (HTTP {status}). Check GENESYS_CLIENT_ID, "
                + "GENESYS_CLIENT_SECRET and Genesys:Region, "
                + "and that the OAuth client is active and has the grant type Client Credentials."),
            _ => new TokenAnswer.Misconfigured(
                $"The token endpoint answers HTTP {status}, which no login host of Genesys Cloud does. "
                + "Check Genesys:Region, GENESYS_API_BASE and GENESYS_LOGIN_BASE."),
        };
    }

    private static TokenAnswer Read(ReadOnlyMemory<byte> body, int status)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("access_token", out var token)
                && token.ValueKind == JsonValueKind.String
                && token.GetString() is { Length: > 0 } value
                && !value.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                return new TokenAnswer.Granted(new AccessToken(value, LifeOf(root)));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Falls through: an answer without a token, whatever else it is. A text is read when it is asked for: half
            // a surrogate pair or broken UTF-8 is an InvalidOperationException then.
        }

        return new TokenAnswer.Unavailable(Reasons.WrongShape, status);
    }

    private static TimeSpan LifeOf(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var life) || life.ValueKind != JsonValueKind.Number
            || !life.TryGetDouble(out var seconds) || !(seconds > 0))
        {
            return UnstatedLife;
        }

        return seconds < LongestLife.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestLife;
    }
}
