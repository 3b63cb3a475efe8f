namespace Genesys.Tests.Architecture.Mutants.Journal;

/// <summary>The other half: an arrow to a folder above.</summary>
internal sealed class Backwards
{
    public static Intake.Caller Call() => new();
}
