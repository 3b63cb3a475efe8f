namespace Aspire.Hosting.ApplicationModel;

/// <summary>One variable of the environment, with a value that is known already.</summary>
internal sealed class EnvironmentAnnotation(string name, string value)
    : EnvironmentCallbackAnnotation(context => context.EnvironmentVariables[name] = value);
