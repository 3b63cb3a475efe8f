using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Genesys.Tests.Architecture;

/// <summary>
/// Which types of a namespace use which, read from the compiled assembly; nested types count as their outermost one.
/// </summary>
internal sealed class TypeGraph
{
    private readonly string _root;
    private readonly HashSet<string> _names;
    private readonly List<(string From, string To)> _uses;

    /// <param name="marker">A type of the assembly.</param>
    /// <param name="root">The namespace whose next part names the folder.</param>
    public TypeGraph(System.Type marker, string root)
    {
        _root = root;
        _names = [.. marker.Assembly.GetTypes().Select(type => Outermost(type.FullName!))];
        _uses =
        [
            .. new ArchLoader().LoadNamespacesWithinAssembly(marker.Assembly, root).Build().Types
                .Where(type => IsOwn(type.FullName))
                .SelectMany(type => type.Dependencies.Select(use => (Outermost(type), Outermost(use.Target))))
                .Where(
                    use => use.Item1 != use.Item2 && !use.Item1.Contains('<', StringComparison.Ordinal)
                        && !use.Item2.Contains('<', StringComparison.Ordinal))
                .Distinct(),
        ];
    }

    /// <summary>Uses of types of the namespace itself.</summary>
    public IEnumerable<(string From, string To)> Own => _uses.Where(use => IsOwn(use.To));

    /// <summary>Uses of types of the namespace and of others.</summary>
    public IReadOnlyList<(string From, string To)> All => _uses;

    /// <summary>From folder to folder, with a use that shows it.</summary>
    public IEnumerable<(string From, string To, string Witness)> FolderArrows => Own
        .Select(use => (From: FolderOf(use.From), To: FolderOf(use.To), Witness: $"{use.From} uses {use.To}"))
        .Where(arrow => arrow.From != arrow.To)
        .DistinctBy(arrow => (arrow.From, arrow.To));

    /// <summary>The part of a type's name behind the root; empty for a type of the root itself.</summary>
    public string FolderOf(string type)
    {
        var parts = type[_root.Length..].TrimStart('.').Split('.');
        return parts.Length > 1 ? parts[0] : string.Empty;
    }

    /// <summary>Sets of nodes each of which reaches every other one of its set.</summary>
    public static IReadOnlyList<string> Circles(IEnumerable<(string From, string To)> arrows)
    {
        var targets = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To, StringComparer.Ordinal);
        var reached = targets.Select(group => group.Key)
            .ToDictionary(node => node, node => Reach(node, targets), StringComparer.Ordinal);
        return
        [
            .. reached
                .Where(node => node.Value.Contains(node.Key))
                .Select(
                    node =>
                        string.Join(
                            ", ",
                            node.Value.Where(
                                other => reached.TryGetValue(other, out var back) && back.Contains(node.Key))
                                    .Order(StringComparer.Ordinal)))
                .Distinct(),
        ];
    }

    private static HashSet<string> Reach(string node, ILookup<string, string> targets)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(targets[node]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var target in targets[next])
                {
                    open.Push(target);
                }
            }
        }

        return reached;
    }

    // Another assembly's namespace may begin alike.
    private bool IsOwn(string type) =>
        type.StartsWith(_root + ".", StringComparison.Ordinal) && _names.Contains(Outermost(type));

    private static string Outermost(IType type) => Outermost(type.FullName);

    private static string Outermost(string type) => type.Split('+', '`')[0];
}
