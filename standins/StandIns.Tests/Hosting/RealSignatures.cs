namespace StandIns.Tests.Hosting;

/// <summary>The list of real signatures: the members of each type.</summary>
internal static class RealSignatures
{
    public static IReadOnlyDictionary<string, HashSet<string>> Read(string path)
    {
        var types = new Dictionary<string, HashSet<string>>();
        HashSet<string>? members = null;
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                members!.Add(line.Trim());
                continue;
            }

            var head = line.Replace("static class ", "class ", StringComparison.Ordinal);
            var name = head[(head.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(" [")[0].Split(" : ")[0].Split(" {")[0];
            members = types[name] = [];
            if (head.IndexOf('{', StringComparison.Ordinal) is > 0 and var brace)
            {
                members.Add(head[(brace + 1)..].Trim(' ', '}'));
            }
        }

        return types;
    }
}
