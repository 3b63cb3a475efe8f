using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// Why a far side gave no answer, in a word for logs, spans and metrics and in words for operators; neither quotes a
/// host.
/// </summary>
internal static class ConnectionFailure
{
    /// <summary>The word for whatever has none of its own.</summary>
    public const string Other = "connection_failed";

    /// <summary>The word for no answer in time.</summary>
    public const string Timeout = "timeout";

    private const string HostUnknown = "host_unknown";
    private const string Refused = "connection_refused";
    private const string Unreachable = "network_unreachable";
    private const string TlsFailed = "tls_failed";
    private const string ProxyFailed = "proxy_failed";

    // Further causes of an exception say nothing new.
    private const int MaxCauses = 8;

    /// <summary>
    /// True when the far side gave no whole answer. A time that is over, an attempt's or that of making a connection,
    /// cancels the request without its caller's token. A connection that is reset as it is made comes as the socket's
    /// own exception: the handler asks it for its address.
    /// </summary>
    public static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or InvalidDataException or SocketException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>One of few words.</summary>
    public static string WordFor(Exception exception) => Find(exception) ?? Other;

    /// <summary>The same; null when neither the exception nor what caused it is about a connection.</summary>
    public static string? Find(Exception exception)
    {
        var cause = exception;
        for (var depth = 0; cause is not null && depth < MaxCauses; depth++, cause = cause.InnerException)
        {
            if (Judge(cause) is { } word)
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>What the word says, as the end of a sentence that begins with the far side's name.</summary>
    public static string Describe(string word) => word switch
    {
        HostUnknown => "can't be reached: the name of its host isn't known (DNS)",
        Refused => "can't be reached: its host refuses the connection",
        Unreachable => "can't be reached: there is no route to its host",
        TlsFailed => "can't be reached: the TLS connection fails (certificate, name or protocol)",
        ProxyFailed => "can't be reached: the proxy gives no connection to it",
        Timeout => "can't be reached: there is no answer in time",
        _ => "can't be reached: the connection fails",
    };

    private static string? Judge(Exception cause) => cause switch
    {
        // The last: of a client certificate that is refused behind the handshake, as TLS 1.3 does (RFC 8446, 4.4.2.4).
        AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            or CryptographicException => TlsFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => HostUnknown,
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => ProxyFailed,
        SocketException socket => Judge(socket.SocketErrorCode),
        // Cancelled by nobody else, a call is cancelled by a deadline.
        TimeoutException or OperationCanceledException => Timeout,
        _ => null,
    };

    private static string? Judge(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => HostUnknown,
        SocketError.ConnectionRefused => Refused,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => Unreachable,
        SocketError.HostDown or SocketError.NetworkDown => Unreachable,
        SocketError.TimedOut => Timeout,
        _ => null,
    };
}
