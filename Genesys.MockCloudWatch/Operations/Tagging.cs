using System.Text.Json;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>What the tag operations by ARN and the older ones by group name have in common.</summary>
internal static class Tagging
{
    private const int MaxTags = 50;

    /// <summary>The group of the ARN in <c>resourceArn</c>, with or without <c>:*</c> behind it.</summary>
    public static LogGroup ByArn(CallContext call, Parameters parameters)
    {
        var arn = parameters.Text("resourceArn") ?? throw Names.Missing("resourceArn");
        if (!arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            throw ApiException.InvalidParameter("The specified resource ARN is invalid.");
        }

        return call.Region.Find(Names.FromIdentifier(arn))
            ?? throw new ApiException("ResourceNotFoundException", "The specified resource does not exist.");
    }

    public static LogGroup ByName(CallContext call, Parameters parameters) =>
        call.Region.Find(Names.Group(parameters)) ?? throw ApiException.NoGroup();

    public static void Add(LogGroup group, Parameters parameters)
    {
        var tags = Limits.Tags(parameters) ?? throw Names.Missing("tags");
        lock (group.Gate)
        {
            if (group.Tags.Keys.Union(tags.Keys, StringComparer.Ordinal).Count() > MaxTags)
            {
                throw new ApiException("TooManyTagsException", "A resource can have at most 50 tags.");
            }

            foreach (var (key, value) in tags)
            {
                group.Tags[key] = value;
            }
        }
    }

    public static void Remove(LogGroup group, List<string>? keys, string member)
    {
        lock (group.Gate)
        {
            foreach (var key in keys ?? throw Names.Missing(member))
            {
                group.Tags.Remove(key);
            }
        }
    }

    public static void Write(Utf8JsonWriter json, LogGroup group)
    {
        json.WriteStartObject();
        json.WriteStartObject("tags"u8);
        lock (group.Gate)
        {
            foreach (var (key, value) in group.Tags)
            {
                json.WriteString(key, value);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
