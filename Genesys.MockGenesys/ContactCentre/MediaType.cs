namespace Genesys.MockGenesys.ContactCentre;

/// <summary>The medium of a conversation; the names in upper case are Genesys Cloud's.</summary>
internal enum MediaType
{
    Voice,
    Chat,
    Email,
    Message,
    Callback,
}
