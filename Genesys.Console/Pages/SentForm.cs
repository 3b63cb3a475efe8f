using Microsoft.AspNetCore.Http.Features;

namespace Genesys.Console.Pages;

/// <summary>A form that a person sent and that isn't done yet: what was typed stands in the next page too.</summary>
internal sealed class SentForm(string name, IFormCollection fields)
{
    /// <summary>The hidden field with the form's name; Blazor looks for it there.</summary>
    public const string NameField = "_handler";

    private const string Token = "__RequestVerificationToken";

    /// <summary>Which form of its page it is.</summary>
    public string Name => name;

    /// <summary>What was typed and chosen.</summary>
    public IFormCollection Fields => fields;

    /// <summary>Whether the page had what it shows, and so tried to do what was asked for.</summary>
    public bool WasTried { get; set; }

    /// <summary>What was typed and chosen, each value by itself.</summary>
    public IEnumerable<(string Name, string Value)> Typed =>
        from one in fields
        where one.Key is not (NameField or Token)
        from value in one.Value
        select (one.Key, value);

    /// <returns>null: none was sent, or it couldn't be read.</returns>
    public static SentForm? Of(HttpContext context) =>
        context.Features.Get<IFormFeature>()?.Form is { } form && form[NameField].ToString() is { Length: > 0 } name
            ? new SentForm(name, form) : null;
}
