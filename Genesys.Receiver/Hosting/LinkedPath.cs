namespace Genesys.Receiver.Hosting;

/// <summary>Which path a symbolic link leads to.</summary>
internal static class LinkedPath
{
    // As Linux (path_resolution(7)).
    private const int MaxLinks = 40;

    /// <summary>
    /// The path of the file itself, when a full path is one of a symbolic link; it needn't be there. Other paths stay
    /// as they are, links in their folders too: what stands beside the file is found by them as well.
    /// </summary>
    public static string FileOf(string path) => new FileInfo(path).LinkTarget is null ? path : Follow(path);

    // Not Path.GetFullPath, nor File.ResolveLinkTarget: in a folder that is a link ".." leads elsewhere.
    private static string Follow(string path)
    {
        var (links, real) = (0, Path.GetPathRoot(path)!);
        var left = new Stack<string>(Parts(path[real.Length..]));
        while (left.TryPop(out var part))
        {
            var next = Path.Join(real, part);
            if (part is "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
            }
            else if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
            }
            else if (++links > MaxLinks)
            {
                return path;
            }
            else
            {
                var root = Path.GetPathRoot(target)!;
                real = root.Length > 0 ? root : real;
                foreach (var one in Parts(target[root.Length..]))
                {
                    left.Push(one);
                }
            }
        }

        return real;
    }

    // The last first.
    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part is not ".").Reverse();
}
