using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>The one way in which options are registered.</summary>
internal static class ValidatedOptionsExtensions
{
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>
    /// Binds <typeparamref name="TOptions"/> to a section, checks it at start (conversions and the attributes of its
    /// properties, nested objects included) and enters it in the reference of known keys. All violations of all options
    /// are reported at once.
    /// </summary>
    public static OptionsBuilder<TOptions> AddValidatedOptions<[DynamicallyAccessedMembers(Members)] TOptions>(
        this IHostApplicationBuilder builder, string section)
        where TOptions : class, IBoundOptions<TOptions>, new()
    {
        var binding = new ValidatedOptionsBinding<TOptions>(section, builder.Configuration);
        builder.Services.AddSingleton(new OptionsSection(section, typeof(TOptions)));
        builder.Services.AddSingleton<IOptionsFactory<TOptions>, ValidatedOptionsFactory<TOptions>>();
        builder.Services.AddSingleton<IConfigureOptions<TOptions>>(binding);
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(binding);
        builder.Services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(
            new ConfigurationChangeTokenSource<TOptions>(builder.Configuration));
        return builder.Services.AddOptions<TOptions>().ValidateOnStart();
    }

    /// <summary>The same with a validator for the rules that span several properties.</summary>
    public static OptionsBuilder<TOptions> AddValidatedOptions<
        [DynamicallyAccessedMembers(Members)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(
        this IHostApplicationBuilder builder, string section)
        where TOptions : class, IBoundOptions<TOptions>, new()
        where TValidator : class, IValidateOptions<TOptions>
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        return builder.AddValidatedOptions<TOptions>(section);
    }
}
