using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Admin;

/// <summary>Settings of the operators' interface.</summary>
internal sealed class AdminOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Admin";

    /// <summary>
    /// Keys that operators show in <c>X-Api-Key</c>, for <c>/admin</c> and for the details of <c>/health</c>; several
    /// are valid at once; <c>sha256:</c> + 64 hexadecimal digits holds a key's hash. With none, <c>/admin</c> isn't
    /// there, but in Development, where it takes calls without a key.
    /// </summary>
    [Secret]
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Show payloads and identifiers as they were sent, instead of masked.</summary>
    public bool ShowPersonalData { get; set; }
}
