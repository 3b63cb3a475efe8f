using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake.Authentication;

namespace Genesys.Receiver.Admin;

/// <summary>A key that could be guessed opens what every customer said.</summary>
internal sealed class AdminOptionsValidator : OptionsRules<AdminOptions>
{
    private const int MinLength = 16;

    public AdminOptionsValidator() => RuleForEach(options => options.ApiKeys)
        .Reports(key => HashedSecret.FindProblem("Admin:ApiKeys:{CollectionIndex}", key, MinLength, inHeader: true));
}
