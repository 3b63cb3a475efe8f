using System.Globalization;

namespace Genesys.MockGenesys.Proof;

/// <summary>One comparison.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Found">How many are where they belong.</param>
/// <param name="Pending">How many aren't yet.</param>
/// <param name="Missing">How many are lost.</param>
/// <param name="Examples">The first 20 that are missing or, if none is, pending.</param>
/// <param name="NotMade">Why it could not be made, or null.</param>
public sealed record ProofCheck(
    string Name, int Found, int Pending, int Missing, IReadOnlyList<string> Examples, string? NotMade = null)
{
    private const int MostExamples = 20;

    /// <summary>Whether the comparison was made.</summary>
    public bool Made => NotMade is null;

    /// <summary>The result in words.</summary>
    public string Said =>
        NotMade ?? string.Create(CultureInfo.InvariantCulture, $"{Found} found, {Pending} pending, {Missing} missing");

    internal static ProofCheck Of(string name, IEnumerable<(Finding Finding, string Text)> items)
    {
        var all = items.ToLookup(item => item.Finding, item => item.Text);
        var examples = all[Finding.Missing].Any() ? all[Finding.Missing] : all[Finding.Pending];
        return new ProofCheck(
            name, all[Finding.Found]
                .Count(), all[Finding.Pending]
                .Count(), all[Finding.Missing]
                .Count(), [.. examples.Take(MostExamples)]);
    }

    internal static ProofCheck Unmade(string name, string why) => new(name, 0, 0, 0, [], why);
}
