using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>One HTTP attempt: token, request, answer, and what the answer means. Expected failures are values.</summary>
internal sealed class ConversationApi(
    IHttpClientFactory clients, TokenSource tokens, GenesysAvailability availability, RequestPacer pacer, ReceiverMetrics metrics, TimeProvider time)
{
    /// <summary>The longest answer that is read, decompressed, in bytes.</summary>
    public const int MaxAnswerBytes = 10 * 1024 * 1024;

    private const string CorrelationHeader = "ININ-Correlation-Id";

    /// <exception cref="OperationCanceledException">The attempt's time is over, or the round was given up.</exception>
    public async Task<Attempt> GetAsync(FetchRound round, CancellationToken cancellationToken)
    {
        using var span = StartSpan(round);
        Attempt attempt;
        try
        {
            attempt = await TryGetAsync(round, span, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            var silence = new Attempt(AttemptKind.Failed, Reasons.Timeout);
            End(span, silence);
            Observe(round, silence);
            throw;
        }

        End(span, attempt);
        if (attempt.Kind != AttemptKind.Held)
        {
            Observe(round, attempt);
        }

        return attempt;
    }

    private async Task<Attempt> TryGetAsync(FetchRound round, Activity? span, CancellationToken cancellationToken)
    {
        var answer = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        LinkTo(answer, span);
        switch (answer)
        {
            case TokenAnswer.Misconfigured problem:
                availability.CredentialsFailed(problem.Problem, stopsWork: true);
                return new Attempt(AttemptKind.Held, Reasons.Credentials);
            case TokenAnswer.Unavailable unavailable:
                return new Attempt(
                    unavailable.StatusCode == (int)HttpStatusCode.TooManyRequests ? AttemptKind.Throttled : AttemptKind.Failed,
                    unavailable.Reason,
                    unavailable.StatusCode) { RetryAfter = unavailable.RetryAfter };
            case TokenAnswer.Granted granted:
                var attempt = await SendAsync(round, granted.Token, span, cancellationToken).ConfigureAwait(false);
                if (attempt.Kind == AttemptKind.Unauthorized)
                {
                    tokens.Drop(granted.Token);
                }

                return attempt;
            case var other:
                throw new UnreachableException(other.GetType().Name);
        }
    }

    private async Task<Attempt> SendAsync(FetchRound round, AccessToken token, Activity? span, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, round.Address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (span is not null)
        {
            DistributedContextPropagator.Current.Inject(span, request, static (carrier, name, value) =>
                ((HttpRequestMessage)carrier!).Headers.TryAddWithoutValidation(name, value));
        }

        round.Attempts++;
        using var client = clients.CreateClient(GenesysHttp.ClientName);
        HttpResponseMessage? response = null;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(round, response, span, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            // Once the headers are there, only the body can have broken off.
            return response is null
                ? new Attempt(AttemptKind.Failed, Reasons.ConnectionFailed)
                : new Attempt(AttemptKind.Failed, Reasons.Truncated, (int)response.StatusCode);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private async Task<Attempt> ReadAsync(FetchRound round, HttpResponseMessage response, Activity? span, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        span?.SetTag(ReceiverTelemetry.StatusCodeKey, status);
        if (response.Headers.NonValidated.TryGetValues(CorrelationHeader, out var correlation) && correlation.ToString() is { Length: <= 128 } id)
        {
            span?.SetTag(ReceiverTelemetry.CorrelationIdKey, SafeIdentifier.OfEventId(id));
        }

        // Without a good token an answer's limit is somebody else's.
        var reading = status == (int)HttpStatusCode.Unauthorized ? null : RateLimitReading.Read(response.Headers);
        if (reading is not null || response.IsSuccessStatusCode)
        {
            pacer.Observe(reading, round.Admission);
        }

        if (!response.IsSuccessStatusCode)
        {
            return Judge(status, response);
        }

        if (status != (int)HttpStatusCode.OK)
        {
            return new Attempt(AttemptKind.Refused, status == (int)HttpStatusCode.NoContent ? Reasons.Empty : Reasons.Http(status), status);
        }

        if (response.Content.Headers.ContentType is { } type && !IsJson(type.MediaType))
        {
            return new Attempt(AttemptKind.Refused, Reasons.WrongContentType, status);
        }

        return await BoundedContent.ReadAsync(response.Content, MaxAnswerBytes, cancellationToken).ConfigureAwait(false) is { } body
            ? JudgeBody(body, status)
            : new Attempt(AttemptKind.Refused, Reasons.TooLarge, status);
    }

    private Attempt Judge(int status, HttpResponseMessage response)
    {
        var retryAfter = RetryAfter.Read(response.Headers, time.GetUtcNow());
        return status switch
        {
            429 => new Attempt(AttemptKind.Throttled, Reasons.Http(status), status) { RetryAfter = retryAfter },
            408 or >= 500 => new Attempt(AttemptKind.Failed, Reasons.Http(status), status) { RetryAfter = retryAfter },
            401 => new Attempt(AttemptKind.Unauthorized, Reasons.Http(status), status),
            403 or 409 or 425 => new Attempt(AttemptKind.Refused, Reasons.Http(status), status) { RetryAfter = retryAfter },
            >= 300 and < 400 => new Attempt(AttemptKind.Refused, Reasons.Redirected, status),
            _ => new Attempt(AttemptKind.Permanent, Reasons.Http(status), status),
        };
    }

    private static Attempt JudgeBody(ReadOnlyMemory<byte> body, int status)
    {
        if (body.Span.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return new Attempt(AttemptKind.Refused, Reasons.Empty, status);
        }

        try
        {
            var reader = new Utf8JsonReader(body.Span);
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }

            // The reader lets broken UTF-8 within strings pass.
            return isObject && Utf8.IsValid(body.Span)
                ? new Attempt(AttemptKind.Answered, Reasons.Completed, status) { Body = body }
                : new Attempt(AttemptKind.Refused, Reasons.WrongShape, status);
        }
        catch (JsonException)
        {
            return new Attempt(AttemptKind.Refused, Reasons.WrongShape, status);
        }
    }

    private void Observe(FetchRound round, Attempt attempt)
    {
        metrics.AttemptEnded(attempt.Reason);
        if (!attempt.IsAnswer)
        {
            availability.Unanswered();
            return;
        }

        availability.Answered();
        switch (attempt)
        {
            case { Kind: AttemptKind.Answered }:
                availability.Permitted(round.Resource);
                break;
            case { StatusCode: (int)HttpStatusCode.Forbidden }:
                availability.Refused(round.Resource, round.Resource.Refusal);
                break;
            case { Kind: AttemptKind.Unauthorized } when round.RenewedToken:
                availability.Refused(round.Resource, RefusedNewToken);
                break;
        }
    }

    private const string RefusedNewToken =
        "Genesys Cloud refuses a token that it has just issued (HTTP 401): check that the OAuth client is active, "
        + "and that Genesys:Region, GENESYS_API_BASE and GENESYS_LOGIN_BASE belong to one organization.";

    private static bool IsJson(string? mediaType) => mediaType is not null
        && (mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (mediaType.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));

    private static Activity? StartSpan(FetchRound round)
    {
        var span = ReceiverTelemetry.Source.StartActivity($"GET {round.Resource.Template}", ActivityKind.Client);
        if (span is null)
        {
            return null;
        }

        span.SetTag(ReceiverTelemetry.MethodKey, "GET");
        span.SetTag(ReceiverTelemetry.UrlTemplateKey, round.Resource.Template);
        span.SetTag(ReceiverTelemetry.ServerAddressKey, round.Address.Host);
        span.SetTag(ReceiverTelemetry.ServerPortKey, round.Address.Port);
        span.SetTag(ReceiverTelemetry.PacingWaitKey, round.PacingWait.TotalSeconds);
        span.SetTag(ReceiverTelemetry.ConcurrencyWaitKey, round.ConcurrencyWait.TotalSeconds);
        if (round.RetryReason is { } reason)
        {
            span.SetTag(ReceiverTelemetry.RetryWaitKey, round.RetryWait.TotalSeconds);
            span.SetTag(ReceiverTelemetry.RetryReasonKey, reason);
        }

        if (round.Attempts > 0)
        {
            span.SetTag(ReceiverTelemetry.ResendCountKey, round.Attempts);
        }

        return span;
    }

    // The attempt that began the token's request has it as a child; the others, which waited for it, are linked to it.
    private static void LinkTo(TokenAnswer answer, Activity? span)
    {
        if (span is { IsAllDataRequested: true } && answer.Request is { TraceFlags: ActivityTraceFlags.Recorded } request && request.TraceId != span.TraceId)
        {
            span.AddLink(Links.To(request, ReceiverTelemetry.TokenLink));
        }
    }

    private static void End(Activity? span, Attempt attempt)
    {
        if (attempt.Kind != AttemptKind.Answered)
        {
            span.Fail(attempt.ErrorType);
        }
    }
}
