namespace Genesys.ServiceDefaults.Connections;

/// <summary>How long a connection to another service is used.</summary>
public static class LongestLife
{
    /// <summary>
    /// What a name leads to may change, and a load balancer takes a machine away only once its connections are gone.
    /// A connection that is never idle would otherwise be used for as long as the other side keeps it.
    /// </summary>
    public static readonly TimeSpan OfConnections = TimeSpan.FromMinutes(5);
}
