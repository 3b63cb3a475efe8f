namespace Genesys.Receiver.Configuration;

/// <summary>
/// The option is read only with one of these values of another setting; with none given, only when that is set. On an
/// object it is said of each of its settings.
/// </summary>
/// <param name="setting">The other setting: a property of the same type, or a whole key.</param>
/// <param name="values">Its values, as they are written.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
internal sealed class ReadWithAttribute(string setting, params string[] values) : Attribute
{
    /// <summary>The other setting: a property of the same type, or a whole key.</summary>
    public string Setting { get; } = setting;

    /// <summary>Its values, as they are written.</summary>
    public IReadOnlyList<string> Values { get; } = values;

    /// <summary>True: the option is read but with these values.</summary>
    public bool Except { get; set; }
}
