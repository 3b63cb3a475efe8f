using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake.Callers;

/// <summary>
/// The check with the API keys or users that are valid now: both can be rotated while the service runs. Everything else about callers is as it was at start.
/// </summary>
internal sealed class CurrentCallers : ICallerCheck, IDisposable
{
    private readonly Func<CallerOptions, ICallerCheck> _make;
    private readonly IDisposable? _changes;
    private volatile ICallerCheck _check;

    public CurrentCallers(IOptionsMonitor<IntakeOptions> options, Func<CallerOptions, ICallerCheck> make)
    {
        var mode = options.CurrentValue.Auth.Mode;
        _make = make;
        _check = make(options.CurrentValue.Auth);
        _changes = options.OnChange(changed => Change(mode, changed.Auth));
    }

    public string? Challenge => _check.Challenge;

    public ValueTask<Caller> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken) =>
        _check.IdentifyAsync(headers, cancellationToken);

    public void Dispose() => _changes?.Dispose();

    private void Change(CallerAuthMode? mode, CallerOptions auth)
    {
        if (auth.Mode == mode && mode is CallerAuthMode.ApiKey or CallerAuthMode.Basic)
        {
            _check = _make(auth);
        }
    }
}
