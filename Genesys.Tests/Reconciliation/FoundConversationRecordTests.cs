using System.Reflection;
using System.Text.Json;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Genesys.Tests.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Reconciliation;

/// <summary>What is recorded of conversations that a job asked for.</summary>
public sealed class FoundConversationRecordTests
{
    private readonly Script _script = new();

    [Fact]
    public async Task WhatTheJournalKnowsAlready_IsDone_AndWhatItDoesntTake_StaysAskedFor()
    {
        _script.Asked.AddRange([AnEntry(1), AnEntry(2), AnEntry(3)]);
        _script.Answers = key => key switch
        {
            1 => RecordStatus.Duplicate,
            2 => RecordStatus.Full,
            _ => RecordStatus.Recorded,
        };

        await RecordAsync();

        Assert.Equal([2], _script.Asked.Select(entry => entry.Key));
    }

    [Fact]
    public async Task AllThatAreAskedFor_AreRecorded_HoweverManyTheyAre()
    {
        _script.Asked.AddRange(Enumerable.Range(0, 250).Select(key => AnEntry(key)));

        await RecordAsync();

        Assert.Empty(_script.Asked);
        Assert.Equal(250, _script.Recorded.Count);
    }

    [Theory]
    [InlineData(1, "missing")]
    [InlineData(2, "incomplete")]
    public async Task Delivery_SaysOfWhichConversation_AndWhatWasFound(int result, string told)
    {
        _script.Asked.Add(AnEntry(7) with { Result = (ReconciliationResult)result });

        await RecordAsync();

        var delivery = Assert.Single(_script.Recorded).Delivery;
        var data = JsonElement.Parse(delivery.Payload.Span);
        Assert.Equal(("c7", "genesys.reconciliation"), (delivery.ConversationId?.Value, delivery.EventType));
        Assert.Equal(
            (delivery.EventId, "c7", told),
            (data.GetProperty("id").GetString(), data.GetProperty("conversationId").GetString(),
                data.GetProperty("result").GetString()));
        Assert.Equal(JournalRecords.Start, data.GetProperty("conversationStart").GetDateTimeOffset());
        Assert.False(data.TryGetProperty("conversationEnd", out _));
    }

    private static ReconciliationEntry AnEntry(long key) => new()
    {
        Key = key,
        ConversationId = $"c{key}",
        Result = ReconciliationResult.Missing,
        StartedAt = JournalRecords.Start,
    };

    private Task RecordAsync() => new FoundConversations(
        ScriptedStore<IJournalReconciliation>.Of(_script), ScriptedStore<IJournal>.Of(_script),
        new FakeTimeProvider(JournalRecords.Start)).RecordAsync(Cancel);

    internal sealed class Script
    {
        public List<ReconciliationEntry> Asked { get; } = [];

        public List<DeliveryRecord> Recorded { get; } = [];

        public Func<long, RecordStatus> Answers { get; set; } = _ => RecordStatus.Recorded;
    }

    /// <summary>The part of a journal that is used here.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class ScriptedStore<T> : DispatchProxy
        where T : class
    {
        private Script _script = null!;

        public static T Of(Script script)
        {
            var store = Create<T, ScriptedStore<T>>();
            ((ScriptedStore<T>)(object)store)._script = script;
            return store;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IJournalReconciliation.AskedAsync):
                    return new ValueTask<IReadOnlyList<ReconciliationEntry>>(
                        [.. _script.Asked.Take((int)args![0]!)]);
                case nameof(IJournalReconciliation.RecordedAsync):
                    var keys = (IReadOnlyList<long>)args![0]!;
                    _script.Asked.RemoveAll(entry => keys.Contains(entry.Key));
                    return ValueTask.CompletedTask;
                default:
                    var record = (DeliveryRecord)args![0]!;
                    _script.Recorded.Add(record);
                    return new ValueTask<RecordResult>(
                        new RecordResult(_script.Answers(long.Parse(record.Delivery.EventId.Split("-c")[1], null))));
            }
        }
    }
}
