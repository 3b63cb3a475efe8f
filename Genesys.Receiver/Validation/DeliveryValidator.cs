using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Reading;
using Genesys.Receiver.Validation.Schemas;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Validation;

/// <summary>
/// Turns a body into verdicts, in one pass over its bytes. It never throws for what was sent, and may be called from
/// any thread.
/// </summary>
internal sealed class DeliveryValidator(IOptions<ValidationOptions> options)
{
    /// <summary>Events that an array may hold.</summary>
    public const int MaxBatchSize = 500;

    private readonly SchemaRouter _router = new(options.Value.EffectiveSourcePrefixes);

    /// <summary>The schemas that judge, for whoever describes them.</summary>
    internal IReadOnlyList<EventSchema> Schemas => _router.Schemas;

    /// <summary>Judges a body: one event, or an array of 1 to 500.</summary>
    /// <param name="body">
    /// The request's bytes. <see cref="Delivery.Payload"/> and <see cref="Verdict.Rejected.Payload"/> are slices of it,
    /// not copies: they hold until the caller gives its buffer back.
    /// </param>
    public BodyVerdict Judge(ReadOnlyMemory<byte> body)
    {
        var state = ReaderState.Current;
        var reader = new EventReader(body.Span, _router, state);
        state.Reset();
        var next = reader.Next();
        if (next == '[')
        {
            return JudgeBatch(body, ref reader, state);
        }

        if (!reader.ReadEvent(next))
        {
            return new BodyVerdict.One(Verdicts.Broken(body, ref reader, state));
        }

        if (reader.Next() >= 0)
        {
            reader.Fail(JsonFault.TrailingData);
            return new BodyVerdict.One(Verdicts.Broken(body, ref reader, state));
        }

        return new BodyVerdict.One(Verdicts.Of(body[reader.Event], ref reader, state));
    }

    private static BodyVerdict JudgeBatch(ReadOnlyMemory<byte> body, ref EventReader reader, ReaderState state)
    {
        var verdicts = new List<Verdict>();
        reader.At++;
        var next = reader.Next();
        if (next == ']')
        {
            reader.At++;
            return reader.Next() < 0
                ? Whole(body, FindingCodes.EmptyBatch, "must hold at least one event")
                : BrokenAfterEnd(body, ref reader, state);
        }

        while (true)
        {
            if (verdicts.Count == MaxBatchSize)
            {
                return Whole(
                    body,
                    FindingCodes.BatchTooLarge,
                    FormattableString.Invariant($"must hold at most {MaxBatchSize} events"));
            }

            if (!reader.ReadEvent(next))
            {
                return new BodyVerdict.One(Verdicts.Broken(body, ref reader, state, verdicts.Count));
            }

            verdicts.Add(Verdicts.Of(body[reader.Event], ref reader, state));
            next = reader.Next();
            if (next == ']')
            {
                break;
            }

            if (next != ',')
            {
                state.Path.CutTo(0);
                reader.FailHere(next);
                return new BodyVerdict.One(Verdicts.Broken(body, ref reader, state));
            }

            reader.At++;
            next = reader.Next();
        }

        reader.At++;
        return reader.Next() < 0 ? new BodyVerdict.Many(verdicts) : BrokenAfterEnd(body, ref reader, state);
    }

    private static BodyVerdict.One BrokenAfterEnd(ReadOnlyMemory<byte> body, ref EventReader reader, ReaderState state)
    {
        state.Reset();
        reader.Fail(JsonFault.TrailingData);
        return new BodyVerdict.One(Verdicts.Broken(body, ref reader, state));
    }

    private static BodyVerdict.One Whole(ReadOnlyMemory<byte> body, string code, string message) =>
        new(new Verdict.Rejected
        {
            Findings = [new Finding("", code, message)],
            FindingCount = 1,
            IsMalformed = false,
            Payload = body,
        });
}
