namespace Genesys.MockGenesys.Events;

/// <summary>The two forms that an event comes in.</summary>
public enum EventGeneration
{
    /// <summary>The flat envelope with the source <c>genesys.cloud</c> that a widely read tutorial describes.</summary>
    Flat,

    /// <summary>
    /// What Genesys Cloud publishes: the source <c>aws.partner/genesys.com/cloud/{organization}/{suffix}</c>, with a
    /// <c>detail</c>.
    /// </summary>
    Partner,
}
