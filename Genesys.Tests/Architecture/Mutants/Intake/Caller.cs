namespace Genesys.Tests.Architecture.Mutants.Intake;

/// <summary>Half of a circle.</summary>
internal sealed class Caller
{
    public Journal.Backwards? Record { get; init; }
}
