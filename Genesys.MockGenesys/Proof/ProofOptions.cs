using System.ComponentModel.DataAnnotations;

namespace Genesys.MockGenesys.Proof;

/// <summary>
/// Where the proof looks. CloudWatch's endpoint, region and credentials are the AWS SDK's own settings
/// (<c>AWS_REGION</c> and so on).
/// </summary>
internal sealed class ProofOptions
{
    public const string Section = "Proof";

    /// <summary>Age beyond which what is still missing counts as lost.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The receiver's log group.</summary>
    [Required]
    public string LogGroup { get; set; } = "genesys-eventbridge-validation";

    /// <summary>
    /// Consumers that the receiver hands every event on to, with its conversation; none: what is handed on isn't
    /// compared.
    /// </summary>
    public IList<string> Consumers { get; } = [];

    /// <summary>The key of one of the receiver's Admin:Operators; a receiver in Development asks for none.</summary>
    public string AdminKey { get; set; } = "";
}
