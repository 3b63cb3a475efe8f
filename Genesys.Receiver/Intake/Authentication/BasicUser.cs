namespace Genesys.Receiver.Intake.Authentication;

/// <summary>A user of mode Basic.</summary>
internal sealed class BasicUser
{
    /// <summary>The user's name; it can't hold a colon.</summary>
    public string Name { get; set; } = "";

    /// <summary>The password, or <c>sha256:</c> + 64 hexadecimal digits of its hash.</summary>
    public string Password { get; set; } = "";
}
