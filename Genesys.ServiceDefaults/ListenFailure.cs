using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Genesys.ServiceDefaults;

/// <summary>Why a program can't listen on the address that it was given.</summary>
public static class ListenFailure
{
    /// <summary>What to set, in a sentence for whoever started it.</summary>
    /// <param name="exception">What the start threw.</param>
    /// <returns>null: it is something else.</returns>
    public static string? Describe(Exception exception) => exception switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{exception.Message} Set ASPNETCORE_URLS to an address that is free.",
        SocketException socket =>
            $"An address of ASPNETCORE_URLS can't be listened on ({socket.SocketErrorCode}): it must be this machine's, "
            + "with a port that this user may open.",
        _ => null,
    };
}
