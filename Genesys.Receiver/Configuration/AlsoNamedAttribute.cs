namespace Genesys.Receiver.Configuration;

/// <summary>
/// A second configuration key for an option, from the root: <c>GENESYS_CLIENT_ID</c>, <c>ConnectionStrings:journal</c>.
/// It wins over the option's own key.
/// </summary>
/// <param name="key">The whole key, levels separated by <c>:</c>.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false)]
internal sealed class AlsoNamedAttribute(string key) : Attribute
{
    /// <summary>The whole key, levels separated by <c>:</c>.</summary>
    public string Key { get; } = key;
}
