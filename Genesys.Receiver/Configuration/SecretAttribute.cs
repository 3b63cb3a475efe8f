namespace Genesys.Receiver.Configuration;

/// <summary>The option holds a credential: wherever settings are shown, its value is masked.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute;
