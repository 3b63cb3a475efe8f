using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Validation;

/// <summary>What can be set about validation.</summary>
internal sealed class ValidationOptions : IBoundOptions<ValidationOptions>
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Validation";

    /// <summary>
    /// What the <c>source</c> of a partner event may begin with. None given: Genesys Cloud's partner source and the one
    /// of its own test fixtures, <c>aws.partner/genesys.com/cloud/</c> and <c>aws.partner/genesys.com.test/cloud/</c>.
    /// </summary>
    public IList<string> SourcePrefixes { get; } = [];

    /// <summary>Things seen to drift that are remembered at once; what comes beyond them is reported as one.</summary>
    [Range(1, 100_000)]
    public int MaxDriftsRemembered { get; set; } = 1_000;

    /// <summary>Time for which a drift that was reported isn't reported again.</summary>
    [Range<TimeSpan>("00:00:01", "7.00:00:00")]
    public TimeSpan DriftReportInterval { get; set; } = TimeSpan.FromHours(1);

    internal static IReadOnlyList<string> DefaultSourcePrefixes { get; } =
        ["aws.partner/genesys.com/cloud/", "aws.partner/genesys.com.test/cloud/"];

    internal IReadOnlyList<string> EffectiveSourcePrefixes =>
        SourcePrefixes.Count > 0 ? [.. SourcePrefixes] : DefaultSourcePrefixes;

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, ValidationOptions options) => section.Bind(options);
}
