using System.Text;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;
using Genesys.Tests.Validation;

namespace Genesys.Tests.Destinations;

/// <summary>Builds what the journal leases: a valid event, then what a test wants otherwise.</summary>
internal sealed class AHandOver
{
    public const string Organization = "32aa07aa-db1b-4987-abd0-9483601ec29d";

    private readonly DestinationOptions _options = new();
    private Delivery _delivery = new()
    {
        Schema = "aws.partner/genesys.com",
        EventId = "58fb5dac-f077-4eec-a25f-c638dbdd4368",
        Source = $"aws.partner/genesys.com/cloud/{Organization}/events",
        Account = "123456789012",
        EventType = "v2.detail.events.conversation.{id}.customer.end",
        Time = new DateTimeOffset(2026, 3, 1, 13, 2, 3, TimeSpan.FromHours(1)),
        ConversationId = ConversationIds.Of("c0ffee00-1111-2222-3333-444455556666"),
        Payload = """{"id":"58fb5dac","detail":{}}"""u8.ToArray(),
    };

    private FetchedContent? _content;
    private string? _error;
    private string? _traceParent;
    private int _attempts;

    public AHandOver With(Func<Delivery, Delivery> change)
    {
        _delivery = change(_delivery);
        return this;
    }

    public AHandOver WithEvent(string json) =>
        With(delivery => delivery with { Payload = Encoding.UTF8.GetBytes(json) });

    public AHandOver WithConversation(string json, string? analytics = null)
    {
        _content = new FetchedContent(
            Encoding.UTF8.GetBytes(json),
            analytics is null ? null : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(analytics));
        return this;
    }

    public AHandOver WithError(string error)
    {
        _error = error;
        return this;
    }

    public AHandOver WithTraceParent(string traceParent)
    {
        _traceParent = traceParent;
        return this;
    }

    public AHandOver For(Action<DestinationOptions> configure)
    {
        configure(_options);
        return this;
    }

    public LeasedHandOver Lease() => new()
    {
        Key = 1,
        Lease = 1,
        Destination = "crm",
        Attempts = _attempts++,
        RecordedAt = DateTimeOffset.UnixEpoch,
        Content = _content,
        ConversationError = _error,
        Record = new DeliveryRecord
        {
            Delivery = _delivery,
            RequestId = "request",
            ReceivedAt = DateTimeOffset.UnixEpoch,
            TraceParent = _traceParent,
        },
    };

    public HandOver Build() => HandOvers.Of(Lease(), _options);
}
