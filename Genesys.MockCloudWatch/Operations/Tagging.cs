using System.Text.Json;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>What the tag operations by ARN and the older ones by group name have in common.</summary>
internal static class Tagging
{
    private const int MaxTags = 50;

    /// <summary>The tags of the group that <c>logGroupName</c> names.</summary>
    public static IReadOnlyDictionary<string, string> OfGroup(CallContext call, Parameters parameters) =>
        Copy(call.Region.Find(Names.Group(parameters)) ?? throw ApiException.NoGroup());

    /// <summary>The tags of what the ARN in <c>resourceArn</c> names: a group, with or without <c>:*</c> behind it, a destination, a delivery, its source or its destination.</summary>
    public static IReadOnlyDictionary<string, string> OfResource(CallContext call, Parameters parameters)
    {
        var (group, table, name) = Find(call, parameters);
        return group is not null ? Copy(group) : table!.Find(name)?.Tags ?? throw Absent();
    }

    public static void ChangeGroup(CallContext call, Parameters parameters, Action<SortedDictionary<string, string>> change)
    {
        var group = call.Region.Find(Names.Group(parameters)) ?? throw ApiException.NoGroup();
        lock (group.Gate)
        {
            change(group.Tags);
        }
    }

    public static void ChangeResource(CallContext call, Parameters parameters, Action<SortedDictionary<string, string>> change)
    {
        var (group, table, name) = Find(call, parameters);
        if (group is not null)
        {
            lock (group.Gate)
            {
                change(group.Tags);
            }
        }
        else if (!table!.Change(name, Changed))
        {
            throw Absent();
        }

        Resource Changed(Resource before)
        {
            var tags = new SortedDictionary<string, string>(before.Tags.ToDictionary(), StringComparer.Ordinal);
            change(tags);
            return before with { Tags = tags };
        }
    }

    /// <summary>A change that adds the tags of a call.</summary>
    public static Action<SortedDictionary<string, string>> Adding(Parameters parameters)
    {
        var added = Limits.Tags(parameters) ?? throw Names.Missing("tags");
        return tags =>
        {
            if (tags.Keys.Union(added.Keys, StringComparer.Ordinal).Count() > MaxTags)
            {
                throw new ApiException("TooManyTagsException", "A resource can have at most 50 tags.");
            }

            foreach (var (key, value) in added)
            {
                tags[key] = value;
            }
        };
    }

    /// <summary>A change that removes the tags that a member of a call lists.</summary>
    public static Action<SortedDictionary<string, string>> Removing(Parameters parameters, string member)
    {
        var keys = parameters.Texts(member) ?? throw Names.Missing(member);
        return tags => keys.ForEach(key => tags.Remove(key));
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags)
    {
        json.WriteStartObject();
        json.WriteStartObject("tags"u8);
        foreach (var (key, value) in tags)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static (LogGroup? Group, ResourceTable? Table, string Name) Find(CallContext call, Parameters parameters)
    {
        // arn:aws:logs:region:account:kind:name
        var arn = parameters.Text("resourceArn") ?? throw Names.Missing("resourceArn");
        if (arn.Split(':') is not ["arn", _, "logs", _, _, var kind, var name, ..])
        {
            throw arn.StartsWith("arn:", StringComparison.Ordinal) ? Absent() : ApiException.InvalidParameter("The specified resource ARN is invalid.");
        }

        return kind == "log-group"
            ? (call.Region.Find(name) ?? throw Absent(), null, name)
            : (null, call.Region.Tables.FirstOrDefault(table => table.Kind == kind).Table ?? throw Absent(), name);
    }

    private static Dictionary<string, string> Copy(LogGroup group)
    {
        lock (group.Gate)
        {
            return new(group.Tags, StringComparer.Ordinal);
        }
    }

    private static ApiException Absent() => ApiException.NotFound("The specified resource does not exist.");
}
