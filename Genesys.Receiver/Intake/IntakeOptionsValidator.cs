using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake.Authentication;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>The rules between the members of <see cref="IntakeOptions"/>.</summary>
internal sealed class IntakeOptionsValidator : OptionsRules<IntakeOptions>
{
    public IntakeOptionsValidator(IHostEnvironment environment, IOptions<ValidationOptions> validation) =>
        RuleFor(options => options.Auth).SetValidator(new AuthenticationRules(environment, validation));
}
