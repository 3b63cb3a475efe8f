using System.Globalization;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.ContactCentre;

/// <summary>The one conversation that belongs to an id.</summary>
internal static class Conversations
{
    private static readonly DateTimeOffset EarliestStart = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestStart = new(2038, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset StartOfUndated = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Whether the mock has it: every id does, except a UUID that begins with 00000000, so that a 404 can be had on
    /// purpose.
    /// </summary>
    public static bool Exists(string id) =>
        !(SeededIds.MomentOf(id) is { } moment && moment == DateTimeOffset.UnixEpoch);

    /// <summary>
    /// The conversation with this id: the same one in every run. It starts at the moment in the id's first 32 bits if
    /// that lies in 2020 to 2037.
    /// </summary>
    public static Conversation Of(string id)
    {
        var random = RandomStreams.FromText(id);
        var media = Pick(
            random, MediaType.Voice, MediaType.Voice, MediaType.Voice, MediaType.Chat, MediaType.Email,
            MediaType.Message, MediaType.Callback);
        var ending = (media, random.Next(10)) switch
        {
            (_, < 7) => ConversationEnding.Answered,
            (_, 7) => ConversationEnding.Transferred,
            (MediaType.Voice, 8) => ConversationEnding.Voicemail,
            _ => ConversationEnding.Abandoned,
        };
        var answered = ending is ConversationEnding.Answered or ConversationEnding.Transferred;
        var talk = ending == ConversationEnding.Abandoned ? TimeSpan.Zero : Seconds(random, 15, answered ? 480 : 60);
        var name = Pick(random, ContactCentreDirectory.Customers);

        return new Conversation
        {
            Id = id,
            StartedAt = StartOf(id, random),
            Media = media,
            IsOutbound = media == MediaType.Voice && random.Next(5) == 0,
            Ending = ending,
            CustomerName = name,
            CustomerAddress = AddressOf(media, name, random),
            CentreAddress = media switch
            {
                MediaType.Email => "support@example.org",
                MediaType.Voice or MediaType.Callback => "tel:+18005550100",
                _ => SeededIds.Of("centre address"),
            },
            Queue = Pick(random, ContactCentreDirectory.Queues),
            Flow = Pick(random, ContactCentreDirectory.Flows),
            Agent = Pick(random, ContactCentreDirectory.Agents),
            WrapUpCode = Pick(random, ContactCentreDirectory.WrapUpCodes),
            FlowTime = Seconds(random, 3, 60),
            QueueTime = Seconds(random, 1, 120),
            AlertTime = answered ? Seconds(random, 1, 12) : TimeSpan.Zero,
            TalkTime = talk,
            HoldTime = answered && random.Next(3) == 0 ? talk / random.Next(3, 10) : TimeSpan.Zero,
            WrapUpTime = answered ? Seconds(random, 2, 90) : TimeSpan.Zero,
        };
    }

    private static DateTimeOffset StartOf(string id, Random random)
    {
        var undated = StartOfUndated + TimeSpan.FromSeconds(random.Next(180 * 24 * 3600));
        return SeededIds.MomentOf(id) is { } moment && moment >= EarliestStart && moment < LatestStart
            ? moment
            : undated;
    }

    // 555-0100 to 555-0199 and example.com belong to nobody.
    private static string AddressOf(MediaType media, string name, Random random) => media switch
    {
        MediaType.Email => $"{name.Replace(' ', '.').ToLowerInvariant()}@example.com",
        MediaType.Voice or MediaType.Callback => string.Create(
            CultureInfo.InvariantCulture, $"tel:+1{random.Next(201, 989)}5550{random.Next(100, 200)}"),
        _ => SeededIds.Of($"visitor {random.Next(10_000)}"),
    };

    private static TimeSpan Seconds(Random random, int from, int to) =>
        TimeSpan.FromMilliseconds(random.Next(from * 1000, (to * 1000) + 1));

    private static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];
}
