using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Genesys.Tests.Configuration;

/// <summary>
/// The summaries that stand above types and members, read from the file that the compiler writes beside the assembly.
/// </summary>
internal sealed partial class DocumentationComments
{
    private readonly Dictionary<string, XElement> _members;

    public DocumentationComments(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        _members = XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    /// <summary>A property's or an enum member's summary as one line of Markdown; empty when it has none.</summary>
    public string Of(MemberInfo member) =>
        Summary($"{(member is PropertyInfo ? 'P' : 'F')}:{NameOf(member.DeclaringType!)}.{member.Name}");

    /// <summary>A type's summary as one line of Markdown; empty when it has none.</summary>
    public string Of(Type type) => Summary($"T:{NameOf(type)}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private string Summary(string id)
    {
        if (!_members.TryGetValue(id, out var member) || member.Element("summary") is not { } summary)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var node in summary.Nodes())
        {
            text.Append(node switch
            {
                XElement { Name.LocalName: "see" } see => $"`{LastName(see)}`",
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement other => other.Value,
                _ => ((XText)node).Value,
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static string LastName(XElement see) =>
        (see.Attribute("langword") ?? see.Attribute("href") ?? see.Attribute("cref"))?.Value.Split('.', ':')[^1]
            ?? see.Value;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
