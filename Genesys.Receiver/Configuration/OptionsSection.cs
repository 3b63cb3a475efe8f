namespace Genesys.Receiver.Configuration;

/// <summary>An options type and the section that it is bound to.</summary>
/// <param name="Path">The section's path from the root, for example <c>Processing</c> or <c>Intake:Auth</c>.</param>
/// <param name="Type">The options type; its properties are the section's keys.</param>
internal sealed record OptionsSection(string Path, Type Type);
