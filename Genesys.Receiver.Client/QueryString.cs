using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Genesys.Receiver.Client;

/// <summary>Builds a path with a query; what is null is left out.</summary>
internal sealed class QueryString(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public QueryString With(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public QueryString With(string name, long? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryString With(string name, bool? value) => With(name, value switch
    {
        null => null,
        true => "true",
        false => "false",
    });

    public QueryString With(string name, DateTimeOffset? value) =>
        With(name, value?.ToString("O", CultureInfo.InvariantCulture));

    public QueryString With<T>(string name, T? value)
        where T : struct, Enum =>
            With(name, value is { } member ? JsonNamingPolicy.CamelCase.ConvertName(member.ToString()) : null);

    public QueryString With(DeliveryFilter? filter) => filter is null ? this : this
        .With("eventId", filter.EventId).With("conversationId", filter.ConversationId)
        .With("requestId", filter.RequestId)
        .With("traceId", filter.TraceId).With("topic", filter.Topic).With("reason", filter.Reason)
        .With("destination", filter.Destination).With("group", filter.Group).With("minAttempts", filter.MinAttempts)
        .With("republished", filter.Republished)
        .With("from", filter.From).With("to", filter.To).With("state", filter.State);

    public QueryString With(AnomalyFilter? filter) => filter is null ? this : this
        .With("type", filter.Type).With("group", filter.Group).With("eventId", filter.EventId)
        .With("requestId", filter.RequestId).With("traceId", filter.TraceId)
        .With("from", filter.From).With("to", filter.To).With("state", filter.State);

    public QueryString With(AuditFilter? filter) => filter is null ? this : this
        .With("by", filter.By).With("action", filter.Action).With("from", filter.From).With("to", filter.To);

    public override string ToString() => _text.ToString();
}
