using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Appends every conversation to a file, one JSON object a line. A conversation counts as taken when it is on the disk:
/// those that arrive together share one flush. The file is readable by its owner alone, since conversations are
/// personal data.
/// </summary>
internal sealed class NdjsonConversationSink(IOptions<GenesysOptions> options) : IConversationSink, IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true };

    private readonly string _path = Path.GetFullPath(options.Value.SinkFile!);
    private readonly Lock _lock = new();
    private List<(ReadOnlyMemory<byte> Line, TaskCompletionSource Taken)> _waiting = [];
    private bool _writing;
    private NdjsonFile? _file;

    public ValueTask TakeAsync(FetchedConversation conversation, CancellationToken cancellationToken)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((Line(conversation), taken));
            if (!_writing)
            {
                _writing = true;
                _ = Task.Run(WriteWaiting, CancellationToken.None);
            }
        }

        return new ValueTask(taken.Task.WaitAsync(cancellationToken));
    }

    public void Dispose() => _file?.Dispose();

    private static ReadOnlyMemory<byte> Line(FetchedConversation conversation)
    {
        var buffer = new ArrayBufferWriter<byte>(conversation.Conversation.Length + 512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("conversationId", conversation.ConversationId.Value);
            json.WriteString("fetchedAt", conversation.FetchedAt);
            json.WriteStartArray("eventIds");
            foreach (var id in conversation.EventIds)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
            json.WritePropertyName("conversation");
            json.WriteRawValue(OnOneLine(conversation.Conversation), skipInputValidation: true);
            if (conversation.Analytics is { Length: > 0 } analytics)
            {
                json.WritePropertyName("analytics");
                json.WriteRawValue(OnOneLine(analytics), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    // A line break in well-formed JSON stands between tokens: within a string it is escaped.
    private static ReadOnlySpan<byte> OnOneLine(ReadOnlyMemory<byte> json)
    {
        if (!json.Span.ContainsAny((byte)'\n', (byte)'\r'))
        {
            return json.Span;
        }

        var copy = json.ToArray();
        copy.AsSpan().Replace((byte)'\n', (byte)' ');
        copy.AsSpan().Replace((byte)'\r', (byte)' ');
        return copy;
    }

    private void WriteWaiting()
    {
        while (true)
        {
            List<(ReadOnlyMemory<byte> Line, TaskCompletionSource Taken)> lot;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _writing = false;
                    return;
                }

                (lot, _waiting) = (_waiting, []);
            }

            try
            {
                _file ??= NdjsonFile.Open(_path, options.Value.SinkFileBytes, options.Value.SinkFiles);
                _file.Append(lot.ConvertAll(entry => entry.Line));
                lot.ForEach(entry => entry.Taken.TrySetResult());
            }
            catch (Exception exception)
            {
                // Opened anew for the next lot: whatever is half written is cut off then.
                _file?.Dispose();
                _file = null;
                lot.ForEach(entry => entry.Taken.TrySetException(exception));
            }
        }
    }
}
