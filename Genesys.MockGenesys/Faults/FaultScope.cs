namespace Genesys.MockGenesys.Faults;

/// <summary>Which requests a fault can meet.</summary>
public enum FaultScope
{
    /// <summary>Requests to <c>/api/v2</c>, those for a token apart.</summary>
    Api,

    /// <summary>Requests for a token.</summary>
    Token,

    /// <summary>Both.</summary>
    Everything,

    /// <summary>Requests to <c>/consumer</c>, which no other scope meets.</summary>
    Consumer,
}
