using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>The tag operations: by ARN, and the older ones by the name of a log group.</summary>
internal static class Tagging
{
    private const int MaxTags = 50;

    /// <summary>The tags of what a call names.</summary>
    /// <param name="Read">A copy of the tags.</param>
    /// <param name="Change">Changes them.</param>
    private sealed record Tagged(
        Func<IReadOnlyDictionary<string, string>> Read, Action<Action<SortedDictionary<string, string>>> Change);

    internal abstract class ListTags(bool byArn) : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            var json = call.Output.Json;
            json.WriteStartObject();
            json.WriteStartObject("tags"u8);
            foreach (var (key, value) in Find(call, parameters, byArn).Read())
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    internal abstract class AddTags(bool byArn) : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            var added = Limits.Tags(parameters) ?? throw ApiException.Missing("tags");
            Find(call, parameters, byArn).Change(tags =>
            {
                if (tags.Keys.Union(added.Keys, StringComparer.Ordinal).Count() > MaxTags)
                {
                    throw new ApiException("TooManyTagsException", "A resource can have at most 50 tags.");
                }

                foreach (var (key, value) in added)
                {
                    tags[key] = value;
                }
            });
        }
    }

    internal abstract class RemoveTags(bool byArn, string member) : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            var keys = parameters.Texts(member) ?? throw ApiException.Missing(member);
            Find(call, parameters, byArn).Change(tags => keys.ForEach(key => tags.Remove(key)));
        }
    }

    internal sealed class ListTagsForResource() : ListTags(byArn: true);

    internal sealed class TagResource() : AddTags(byArn: true);

    internal sealed class UntagResource() : RemoveTags(byArn: true, "tagKeys");

    internal sealed class ListTagsLogGroup() : ListTags(byArn: false);

    internal sealed class TagLogGroup() : AddTags(byArn: false);

    internal sealed class UntagLogGroup() : RemoveTags(byArn: false, "tags");

    private static Tagged Find(CallContext call, Parameters parameters, bool byArn) =>
        byArn ? FindByArn(call, parameters) : Of(Names.RequiredGroup(call, parameters));

    /// <summary>
    /// What the ARN in <c>resourceArn</c> names: a group, with or without <c>:*</c> behind it, a destination, a
    /// delivery, its source or its destination.
    /// </summary>
    private static Tagged FindByArn(CallContext call, Parameters parameters)
    {
        // arn:aws:logs:region:account:kind:name
        var arn = parameters.Text("resourceArn") ?? throw ApiException.Missing("resourceArn");
        if (arn.Split(':') is not ["arn", _, "logs", _, _, var kind, var name, ..])
        {
            throw arn.StartsWith("arn:", StringComparison.Ordinal)
                ? Absent()
                : ApiException.InvalidParameter("The specified resource ARN is invalid.");
        }

        return kind == "log-group"
            ? Of(call.Region.Find(name) ?? throw Absent())
            : Of(call.Region.Tables.FirstOrDefault(table => table.Kind == kind).Table ?? throw Absent(), name);
    }

    private static Tagged Of(LogGroup group) => new(
        () =>
        {
            lock (group.Gate)
            {
                return new Dictionary<string, string>(group.Tags, StringComparer.Ordinal);
            }
        },
        change =>
        {
            lock (group.Gate)
            {
                change(group.Tags);
            }
        });

    private static Tagged Of(ResourceTable table, string name) => new(
        () => table.Find(name)?.Tags ?? throw Absent(),
        change =>
        {
            if (!table.Change(name, before => before with { Tags = Changed(before, change) }))
            {
                throw Absent();
            }
        });

    private static SortedDictionary<string, string> Changed(
        Resource before, Action<SortedDictionary<string, string>> change)
    {
        var tags = new SortedDictionary<string, string>(
            before.Tags.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        change(tags);
        return tags;
    }

    private static ApiException Absent() => ApiException.NotFound("The specified resource does not exist.");
}
