using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>
/// Makes validated options. At start invalid settings throw; while the service runs a change to something invalid is
/// reported and what was valid before stays in force, because the monitor's own way is to throw at whoever asks next,
/// which is a caller's request.
/// </summary>
internal sealed class ValidatedOptionsFactory<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
    IEnumerable<IConfigureOptions<TOptions>> setups,
    IEnumerable<IPostConfigureOptions<TOptions>> postConfigures,
    IEnumerable<IValidateOptions<TOptions>> validations,
    ILogger<ValidatedOptionsFactory<TOptions>> logger)
    : OptionsFactory<TOptions>(setups, postConfigures, validations), IOptionsFactory<TOptions>
    where TOptions : class
{
    private TOptions? _lastValid;

    TOptions IOptionsFactory<TOptions>.Create(string name)
    {
        try
        {
            return _lastValid = Create(name);
        }
        catch (OptionsValidationException invalid) when (_lastValid is not null)
        {
            ValidatedOptionsLog.ChangeIgnored(logger, string.Join(' ', invalid.Failures));
            return _lastValid;
        }
    }
}
