namespace Genesys.Receiver.Intake.Callers;

/// <summary>Mode None: everyone may send.</summary>
public sealed class AnyCaller : ICallerCheck
{
    public string? Challenge => null;

    public ValueTask<Caller> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken) => new(Caller.Known("anyone"));
}
