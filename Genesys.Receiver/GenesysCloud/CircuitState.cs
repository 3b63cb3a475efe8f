namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// State of the circuit to Genesys Cloud; its number is the value of the gauge <c>genesys.circuit.state</c>.
/// </summary>
internal enum CircuitState
{
    /// <summary>Attempts are made.</summary>
    Closed = 0,

    /// <summary>One attempt is made to see whether Genesys Cloud is back.</summary>
    HalfOpen = 1,

    /// <summary>No attempt is made until the break is over.</summary>
    Open = 2,
}
