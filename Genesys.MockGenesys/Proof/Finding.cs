namespace Genesys.MockGenesys.Proof;

/// <summary>What became of one thing that is looked for.</summary>
internal enum Finding
{
    Found,
    Pending,
    Missing,
}
