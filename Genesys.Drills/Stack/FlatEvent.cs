namespace Genesys.Drills.Stack;

/// <summary>An event that the receiver accepts, in the flat form.</summary>
internal static class FlatEvent
{
    public static string Json(string id, string conversation) =>
        $$$"""
        {"id":"{{{id}}}","source":"genesys.cloud","account":"123456789012","event_type":"genesys.cloud.conversation.updated",
        "time":"2026-05-01T12:34:56Z","data":{"id":"evt-1","conversation_id":"{{{conversation}}}"}}
        """;
}
