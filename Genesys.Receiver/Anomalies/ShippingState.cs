namespace Genesys.Receiver.Anomalies;

/// <summary>Whether anomalies get through, for health.</summary>
internal sealed class ShippingState
{
    private volatile string? _problem = "CloudWatch Logs wasn't asked yet.";

    /// <summary>Null while CloudWatch Logs takes anomalies; else a sentence that says what to do.</summary>
    public string? Problem => _problem;

    /// <summary>True when the last call failed.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Returns true when this is news.</summary>
    public bool Up()
    {
        var news = _problem is not null;
        (_problem, IsDown) = (null, false);
        return news;
    }

    /// <summary>Returns true when this is news.</summary>
    public bool Down(string problem)
    {
        var news = _problem != problem;
        (_problem, IsDown) = (problem, true);
        return news;
    }
}
