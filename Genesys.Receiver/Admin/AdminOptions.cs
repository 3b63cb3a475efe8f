using System.Diagnostics.CodeAnalysis;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Admin;

/// <summary>Settings of the operators' interface.</summary>
internal sealed class AdminOptions : IBoundOptions<AdminOptions>
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Admin";

    /// <summary>
    /// The operators by name, 1 to 64 of <c>A–Z a–z 0–9 . _ @ -</c>. Without operators, ApiKeys and OpenIdConnect
    /// <c>/admin</c> isn't there, but in Development, where whoever calls is the operator <c>development</c>.
    /// </summary>
    public IDictionary<string, OperatorOptions> Operators { get; } = new Dictionary<string, OperatorOptions>(
        StringComparer.Ordinal);

    /// <summary>
    /// Keys of operators without a name, who may do everything but read personal data; <c>sha256:</c> + 64 hexadecimal
    /// digits holds a key's hash.
    /// </summary>
    [Secret]
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Operators who show an access token.</summary>
    public OpenIdConnectOptions OpenIdConnect { get; set; } = new();

    /// <summary>
    /// Isn't taken any more: set PersonalData of the operators who may read a delivery as it was sent.
    /// </summary>
    public string? ShowPersonalData { get; set; }

    /// <inheritdoc/>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(OperatorOptions))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(OpenIdConnectOptions))]
    public static void Bind(IConfiguration section, AdminOptions options) => section.Bind(options);
}
