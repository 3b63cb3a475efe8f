using System.Text.Json;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>A page of what a call asks for: at most its <c>limit</c>, from its <c>nextToken</c> on.</summary>
internal sealed class Page
{
    private const int DefaultMax = 50;

    private readonly string _question;

    /// <param name="operation">The operation's name: a token is good for its operation and its parameters only.</param>
    /// <param name="parameters">The call's parameters.</param>
    /// <param name="max">The greatest limit that the call may ask for.</param>
    /// <param name="otherwise">The limit of a call that asks for none.</param>
    public Page(string operation, Parameters parameters, int max = DefaultMax, int otherwise = DefaultMax)
    {
        _question = $"{operation} {parameters.WithoutPaging()}";
        Limit = Limits.Limit(parameters, max, otherwise);
        After = PageToken.Read(_question, parameters.Text("nextToken"));
    }

    /// <summary>Most items on the page.</summary>
    public int Limit { get; }

    /// <summary>The place of the last item of the page before; null: this is the first page.</summary>
    public string? After { get; }

    /// <summary>The token for what comes behind a place.</summary>
    public string TokenAfter(string place) => PageToken.Write(_question, place);

    /// <summary>Writes the page of a list that is always empty.</summary>
    public void WriteNothing(CallContext call, string list) =>
        Write<string>(call, list, [], place => place, (_, _) => { });

    /// <summary>Writes the page of items whose places are names, in the order of their names.</summary>
    /// <param name="call">Takes the answer.</param>
    /// <param name="list">Name of the list in the answer.</param>
    /// <param name="items">All that was asked for.</param>
    /// <param name="place">The place of an item.</param>
    /// <param name="write">Writes an item.</param>
    public void WriteByName<T>(
        CallContext call, string list, IEnumerable<T> items, Func<T, string> place, Action<Utf8JsonWriter, T> write)
    {
        var found = items
            .Where(item => After is null || string.CompareOrdinal(place(item), After) > 0)
            .OrderBy(place, StringComparer.Ordinal)
            .Take(Limit + 1);
        Write(call, list, [.. found], place, write);
    }

    /// <summary>
    /// Writes the page; <paramref name="found"/> has one item more than the limit when another page follows.
    /// </summary>
    public void Write<T>(
        CallContext call, string list, T[] found, Func<T, string> place, Action<Utf8JsonWriter, T> write)
    {
        var json = call.Output.Json;
        json.WriteStartObject();
        json.WriteStartArray(list);
        foreach (var item in found.Take(Limit))
        {
            write(json, item);
        }

        json.WriteEndArray();
        if (found.Length > Limit)
        {
            json.WriteString("nextToken"u8, TokenAfter(place(found[Limit - 1])));
        }

        json.WriteEndObject();
    }
}
