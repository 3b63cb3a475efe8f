namespace Genesys.Receiver.Configuration;

/// <summary>The option holds something that opens a door: wherever settings are shown, its value is masked.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
