namespace Genesys.Tests.Architecture.Mutants.Journal;

/// <summary>The other half: an arrow to a room above.</summary>
internal sealed class Backwards
{
    public static Intake.Caller Call() => new();
}
