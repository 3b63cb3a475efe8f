using System.ComponentModel.DataAnnotations;

namespace Genesys.MockGenesys.Consumer;

/// <summary>What the consumers of webhooks ask for.</summary>
internal sealed class ConsumerOptions
{
    public const string Section = "Consumer";

    /// <summary>Secret of the signatures (<c>whsec_…</c>); none: no signature is asked for.</summary>
    [RegularExpression("whsec_[A-Za-z0-9+/]{32,88}={0,2}", ErrorMessage = "Consumer:Secret is whsec_ and Base64.")]
    public string? Secret { get; set; }
}
