using System.Buffers;
using System.Text.Json;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>
/// A pattern of JSON: reads a message once, from its beginning to its end, and notes which conditions hold on the way.
/// </summary>
internal sealed class JsonPattern(JsonCondition[] conditions, JsonExpression expression) : FilterPattern
{
    /// <summary>Most conditions in a pattern: they are the bits of a number.</summary>
    public const int MaxConditions = 64;

    private readonly ulong _all = conditions.Length == MaxConditions ? ulong.MaxValue : (1UL << conditions.Length) - 1;
    private readonly ulong _inverted = Bits(conditions, JsonTest.NotExists);

    public override bool HasFields => true;

    public override bool Matches(ReadOnlySpan<byte> message)
    {
        // The first byte shows nearly always that a message isn't JSON; an exception for each costs 20 µs.
        if (message.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(message);
            reader.Read();
            var results = 0UL;
            Walk(ref reader, _all, 0, ref results);
            return expression.Evaluate(results ^ _inverted);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Visits a container; <paramref name="open"/> are the conditions whose selector leads to it after
    /// <paramref name="depth"/> steps.
    /// </summary>
    private void Walk(ref Utf8JsonReader reader, ulong open, int depth, ref ulong results)
    {
        var isArray = reader.TokenType is JsonTokenType.StartArray;
        for (var index = 0; reader.Read() && !IsEnd(reader.TokenType); index++)
        {
            var next = Following(ref reader, open, depth, isArray ? index : -1);
            if (!isArray)
            {
                reader.Read();
            }

            if (next == 0)
            {
                reader.Skip();
                continue;
            }

            var deeper = Test(ref reader, next, depth + 1, ref results);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                if (deeper == 0)
                {
                    reader.Skip();
                }
                else
                {
                    Walk(ref reader, deeper, depth + 1, ref results);
                }
            }
        }
    }

    private ulong Following(ref Utf8JsonReader reader, ulong open, int depth, int index)
    {
        var next = 0UL;
        for (var left = open; left != 0; left &= left - 1)
        {
            var number = System.Numerics.BitOperations.TrailingZeroCount(left);
            var step = conditions[number].Path[depth];
            if (step.IsAny
                || (index >= 0 ? step.Index == index : step.Name is { } name && reader.ValueTextEquals(name)))
            {
                next |= 1UL << number;
            }
        }

        return next;
    }

    /// <summary>Tests the conditions whose selector ends here; returns those that lead further.</summary>
    private ulong Test(ref Utf8JsonReader reader, ulong here, int depth, ref ulong results)
    {
        var deeper = 0UL;
        for (var left = here; left != 0; left &= left - 1)
        {
            var number = System.Numerics.BitOperations.TrailingZeroCount(left);
            var condition = conditions[number];
            if (condition.Path.Length > depth)
            {
                deeper |= 1UL << number;
            }
            else if (Holds(ref reader, condition))
            {
                results |= 1UL << number;
            }
        }

        return deeper;
    }

    private static bool IsEnd(JsonTokenType token) => token is JsonTokenType.EndObject or JsonTokenType.EndArray;

    private static bool Holds(ref Utf8JsonReader reader, JsonCondition condition) => condition.Test switch
    {
        JsonTest.NotExists => true,
        JsonTest.IsNull => reader.TokenType is JsonTokenType.Null,
        JsonTest.IsTrue => reader.TokenType is JsonTokenType.True,
        JsonTest.IsFalse => reader.TokenType is JsonTokenType.False,
        _ => reader.TokenType switch
        {
            JsonTokenType.String => HoldsText(ref reader, condition.Comparison!),
            JsonTokenType.Number => condition.Comparison!.Matches(reader.ValueSpan, reader.GetDouble()),
            JsonTokenType.True => condition.Comparison!.Matches("true"u8),
            JsonTokenType.False => condition.Comparison!.Matches("false"u8),
            _ => false,
        },
    };

    private static bool HoldsText(ref Utf8JsonReader reader, Comparison comparison)
    {
        if (!reader.ValueIsEscaped)
        {
            return comparison.Matches(reader.ValueSpan);
        }

        var text = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return comparison.Matches(text.AsSpan(0, reader.CopyString(text)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static ulong Bits(JsonCondition[] conditions, JsonTest test)
    {
        var bits = 0UL;
        for (var number = 0; number < conditions.Length; number++)
        {
            bits |= conditions[number].Test == test ? 1UL << number : 0;
        }

        return bits;
    }
}
