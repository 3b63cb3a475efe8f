using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>Holds the settings in force.</summary>
internal sealed class CurrentSettings(IOptions<SenderOptions> options)
{
    private volatile SenderSettings _value = new()
    {
        Rate = options.Value.Rate,
        InvalidShare = options.Value.InvalidShare,
        FlatShare = options.Value.FlatShare,
        UnknownConversationShare = options.Value.UnknownConversationShare,
        DuplicateShare = options.Value.DuplicateShare,
        RepublishShare = options.Value.RepublishShare,
        ReorderShare = options.Value.ReorderShare,
        LoseOneIn = options.Value.LoseOneIn,
        LiveCalls = options.Value.LiveCalls,
    };

    public SenderSettings Value
    {
        get => _value;
        set => _value = value;
    }
}
