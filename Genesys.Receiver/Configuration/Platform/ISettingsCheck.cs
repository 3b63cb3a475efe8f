namespace Genesys.Receiver.Configuration.Platform;

/// <summary>
/// A check of settings that belong to the platform or to a library, made at start and by <c>config check</c>. It
/// reaches nothing.
/// </summary>
internal interface ISettingsCheck
{
    /// <summary>
    /// A sentence for each setting that what uses it wouldn't take: which it is and what to set, never what is set.
    /// </summary>
    IEnumerable<string> Problems();
}
