using System.Net;
using System.Text.Json;
using System.Text.Unicode;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>What an answer of the API means.</summary>
internal static class ConversationAnswer
{
    /// <summary>The longest answer that is read, decompressed, in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Reads the answer and judges it.</summary>
    /// <exception cref="HttpRequestException">The body broke off; also <see cref="IOException"/> and <see
    /// cref="InvalidDataException"/>.</exception>
    public static async ValueTask<HttpAttempt> JudgeAsync(
        HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            return JudgeFailure(status, RetryAfter.Read(response.Headers, time.GetUtcNow()));
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new HttpAttempt(
                HttpAttemptKind.Refused, response.StatusCode == HttpStatusCode.NoContent ? Reasons.Empty
                    : Reasons.Http(status), status);
        }

        if (response.Content.Headers.ContentType is { } type && !IsJson(type.MediaType))
        {
            return new HttpAttempt(HttpAttemptKind.Refused, Reasons.WrongContentType, status);
        }

        return await BoundedContent.ReadAsync(response.Content, MaxBytes, cancellationToken) is { } body
            ? JudgeBody(body, status)
            : new HttpAttempt(HttpAttemptKind.Refused, Reasons.TooLarge, status);
    }

    private static HttpAttempt JudgeFailure(int status, TimeSpan? retryAfter) => status switch
    {
        429 => new HttpAttempt(HttpAttemptKind.Throttled, Reasons.Http(status), status) { RetryAfter = retryAfter },
        408 or >= 500 =>
            new HttpAttempt(HttpAttemptKind.Failed, Reasons.Http(status), status) { RetryAfter = retryAfter },
        401 => new HttpAttempt(HttpAttemptKind.Unauthorized, Reasons.Http(status), status),
        403 or 409 or 425 =>
            new HttpAttempt(HttpAttemptKind.Refused, Reasons.Http(status), status) { RetryAfter = retryAfter },
        404 => new HttpAttempt(HttpAttemptKind.NotFound, Reasons.Http(status), status) { RetryAfter = retryAfter },
        >= 300 and < 400 => new HttpAttempt(HttpAttemptKind.Refused, Reasons.Redirected, status),
        _ => new HttpAttempt(HttpAttemptKind.Permanent, Reasons.Http(status), status),
    };

    private static HttpAttempt JudgeBody(ReadOnlyMemory<byte> body, int status)
    {
        if (body.Span.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return new HttpAttempt(HttpAttemptKind.Refused, Reasons.Empty, status);
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
                ? new HttpAttempt(HttpAttemptKind.Answered, Reasons.Completed, status) { Body = body }
                : new HttpAttempt(HttpAttemptKind.Refused, Reasons.WrongShape, status);
        }
        catch (JsonException)
        {
            return new HttpAttempt(HttpAttemptKind.Refused, Reasons.WrongShape, status);
        }
    }

    private static bool IsJson(string? mediaType) => mediaType is not null
        && (mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (mediaType.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                && mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));
}
