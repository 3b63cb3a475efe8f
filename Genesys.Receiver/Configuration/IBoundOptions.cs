namespace Genesys.Receiver.Configuration;

/// <summary>
/// Options that a section of the configuration fills. Each type has its own line for it, because only a call that names
/// the type is compiled into code without reflection; and names by <c>DynamicDependency</c> the types of its properties
/// that have keys of their own, whose properties and rules are read by reflection all the same.
/// </summary>
internal interface IBoundOptions<in TSelf>
{
    /// <summary>Sets the properties that the section has a value for.</summary>
    static abstract void Bind(IConfiguration section, TSelf options);
}
