using System.Diagnostics.CodeAnalysis;

namespace Genesys.Receiver.Configuration;

/// <summary>Reads options where there is no host.</summary>
internal static class ValidatedOptions
{
    /// <summary>
    /// The options of a section; a setting that can't be converted keeps its default, and no rule is checked.
    /// </summary>
    public static TOptions Read<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        string section, IConfiguration configuration)
        where TOptions : class, IBoundOptions<TOptions>, new()
    {
        var options = new TOptions();
        new ValidatedOptionsBinding<TOptions>(section, configuration).Configure(options);
        return options;
    }
}
