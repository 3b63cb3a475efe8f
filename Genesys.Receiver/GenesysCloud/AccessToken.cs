namespace Genesys.Receiver.GenesysCloud;

/// <summary>A bearer token. It prints as asterisks, so that no log or exception can carry it by accident.</summary>
/// <param name="value">What goes behind <c>Bearer</c>.</param>
/// <param name="life">How long it is valid from the moment of its answer.</param>
internal sealed class AccessToken(string value, TimeSpan life)
{
    public string Value { get; } = value;

    public TimeSpan Life { get; } = life;

    public override string ToString() => "***";
}
