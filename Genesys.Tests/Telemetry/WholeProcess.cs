namespace Genesys.Tests.Telemetry;

/// <summary>Tests of this collection listen to all of the process, and so run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "the whole process";
}
