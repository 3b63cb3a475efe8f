namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// What other clients of the same credentials use of the limit, measured in one window after the other by how much
/// faster the server's count grows than the number of this client's own requests. Not safe for several threads.
/// </summary>
internal sealed class OtherClients
{
    /// <summary>How long the last window's rate is believed as much as the present one's, in seconds.</summary>
    private const double Memory = 10;

    private double _before;
    private long? _first;
    private long _more;
    private TimeSpan _since;
    private double _now;

    /// <summary>Requests a second.</summary>
    public double Rate => _first is null ? _before : _now;

    /// <summary>The server counts from zero again.</summary>
    public void WindowBegins()
    {
        _before = Rate;
        _first = null;
    }

    /// <summary>
    /// Takes in an answer: the server's count less the request's own number. Answers may come late and out of order;
    /// that doesn't change the difference, which only other clients' requests do.
    /// </summary>
    public void Observe(TimeSpan now, long difference)
    {
        if (_first is not { } first)
        {
            (_first, _more, _since, _now) = (difference, 0, now, _before);
            return;
        }

        _more = Math.Max(_more, difference - first);
        _now = (_more + (_before * Memory)) / ((now - _since).TotalSeconds + Memory);
    }
}
