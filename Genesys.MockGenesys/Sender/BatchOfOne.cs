namespace Genesys.MockGenesys.Sender;

/// <summary>The form of a batch that has one event. AWS's texts leave it open.</summary>
public enum BatchOfOne
{
    /// <summary>A JSON array with one element.</summary>
    Array,

    /// <summary>The event alone.</summary>
    Alone,
}
