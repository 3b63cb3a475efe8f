using System.Text;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Splits a command line into its arguments; double quotes hold one together.</summary>
internal static class CommandLine
{
    public static IEnumerable<string> Split(string line)
    {
        var argument = new StringBuilder();
        var quoted = false;
        var any = false;
        foreach (var character in line)
        {
            if (character == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (char.IsWhiteSpace(character) && !quoted)
            {
                if (any)
                {
                    yield return argument.ToString();
                    argument.Clear();
                    any = false;
                }
            }
            else
            {
                argument.Append(character);
                any = true;
            }
        }

        if (any)
        {
            yield return argument.ToString();
        }
    }
}
