using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas.Topics;

/// <summary>
/// The values that Genesys Cloud's .NET SDK 270.0.0 knows. Genesys adds to them, and writes some in lower case in some
/// topics (<c>flowType</c>), so that an unknown one is drift and case makes no difference.
/// </summary>
internal static class Enumerations
{
    private const StringSplitOptions SplitOptions =
        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    public static readonly TextRule MediaType = Known(
        "VOICE CHAT EMAIL CALLBACK COBROWSE VIDEO SCREENSHARE MESSAGE INTERNALMESSAGE SCREENMONITORING");

    public static readonly TextRule Direction = Known("INBOUND OUTBOUND");

    public static readonly TextRule MessageType =
        Known("SMS TWITTER FACEBOOK LINE WHATSAPP WEBMESSAGING OPEN INSTAGRAM APPLE");

    public static readonly TextRule AcdOutcome = Known("ABANDON ANSWERED FLOW_OUT");

    public static readonly TextRule Routing =
        Known("MANUAL PREDICTIVE PREFERRED LAST BULLSEYE STANDARD OTHER CONDITIONAL VIP");

    public static readonly TextRule DisconnectType = Known(
        """
        ENDPOINT CLIENT SYSTEM TRANSFER ERROR PEER OTHER SPAM TIMEOUT TRANSPORT_FAILURE CONFERENCE_TRANSFER
        CONSULT_TRANSFER FORWARD_TRANSFER NO_ANSWER_TRANSFER NOT_AVAILABLE_TRANSFER UNCALLABLE DND_ENDPOINT DND_TRANSFER
        INACTIVITY SESSION_EXPIRED TAKEOVER
        """);

    public static readonly TextRule FlowType = Known(
        """
        INBOUNDCALL OUTBOUNDCALL INQUEUECALL SECURECALL INBOUNDEMAIL SURVEYINVITE INBOUNDSHORTMESSAGE INBOUNDCHAT
        WORKFLOW BOT DIGITALBOT COMMONMODULE INQUEUEEMAIL INQUEUESHORTMESSAGE VOICE VOICEMAIL WORKITEM VOICESURVEY
        """);

    public static readonly TextRule ExitReason = Known(
        """
        DISCONNECT FLOW_DISCONNECT FLOW_ERROR_DISCONNECT TRANSFER SESSION_EXPIRE_DISCONNECT
        RECOGNITION_FAILURE_DISCONNECT RECOGNITION_FAILURE_EXIT USER_EXIT FLOW_EXIT FLOW_ERROR_EXIT
        """);

    public static readonly TextRule TransferType = Known(
        "ACD USER NUMBER ACD_VOICEMAIL USER_VOICEMAIL GROUP_VOICEMAIL GROUP FLOW SECURE_FLOW RETURN_TO_AGENT");

    public static readonly TextRule FlowOutcomeValue = Known("SUCCESS FAILURE");

    public static readonly TextRule TranscriptChannel = Known("INTERNAL EXTERNAL BOTH");

    private static TextRule Known(string values) => new()
    {
        Known = new Utf8Table(
            [.. values.Split((char[])[' ', '\n'], SplitOptions), "UNKNOWN"],
            ignoreCase: true),
    };
}
